// Tells every way in which our schema breaks what was written for the reference.
//   node breaking.mjs FOLDER ask             prints the question that programs ask about a schema
//   node breaking.mjs FOLDER ours.graphql    compares the text of our schema
//   node breaking.mjs FOLDER ours.json       compares what we answer to that question
// FOLDER is where npm put `graphql` and the reference.

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const [folder, ours] = process.argv.slice(2)
const require = createRequire(folder + '/package.json')
const { buildClientSchema, buildSchema, findBreakingChanges, getIntrospectionQuery, specifiedDirectives, validateSchema } = require('graphql')

if (ours === 'ask') {
  process.stdout.write(getIntrospectionQuery())
  process.exit(0)
}

const reference = require('@valueflows/vf-graphql')
// The reference is printed and read again, so that both are of one copy of graphql-js.
const theirs = buildSchema(reference.printSchema(reference.buildSchema()))
const text = readFileSync(ours, 'utf8')
const mine = ours.endsWith('.json') ? buildClientSchema(JSON.parse(text).data) : buildSchema(text)

const wrong = validateSchema(mine).map(error => 'INVALID: ' + error.message)
// Directives of the language itself belong to its editions, and graphql-js has those of the newest.
const own = change => change.type.startsWith('DIRECTIVE') && specifiedDirectives.some(({ name }) => change.description.split(' ').some(word => word.replace('.', '') === name))
const broken = findBreakingChanges(theirs, mine).filter(change => !own(change)).map(change => `${change.type}: ${change.description}`)
const named = schema => Object.keys(schema.getTypeMap()).filter(name => !name.startsWith('__')).length
for (const line of [...wrong, ...broken]) console.log(line)
console.log(`${named(theirs)} types there, ${named(mine)} here, ${broken.length} breaking changes`)
process.exit(wrong.length + broken.length === 0 ? 0 : 1)
