// Tells every way in which our schema breaks what was written for the reference.
// node breaking.mjs <folder with node_modules> <our schema, as text>

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const [folder, ours] = process.argv.slice(2)
const require = createRequire(folder + '/package.json')
const { buildSchema, findBreakingChanges, validateSchema } = require('graphql')
const reference = require('@valueflows/vf-graphql')

// The reference is printed and read again, so that both are of one copy of graphql-js.
const theirs = buildSchema(reference.printSchema(reference.buildSchema()))
const mine = buildSchema(readFileSync(ours, 'utf8'))

const wrong = validateSchema(mine).map(error => 'INVALID: ' + error.message)
const broken = findBreakingChanges(theirs, mine).map(change => `${change.type}: ${change.description}`)
const named = schema => Object.keys(schema.getTypeMap()).filter(name => !name.startsWith('__')).length
for (const line of [...wrong, ...broken]) console.log(line)
console.log(`${named(theirs)} types there, ${named(mine)} here, ${broken.length} breaking changes`)
process.exit(wrong.length + broken.length === 0 ? 0 : 1)
