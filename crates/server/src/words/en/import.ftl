# Taking in what other files say.
import-title = Import
import-what = A timesheet or a ValueFlows document is read here and told before anything is saved. Taking the same file in twice adds only what is new.
import-key-in-browser = Your key is kept in your browser, which signs one thing after the other. Whole files are taken in by a member whose key the server keeps, or in the terminal with `subak import`.
import-form = What it is
import-csv = A timesheet (CSV)
import-valueflows = A ValueFlows document (JSON-LD or YAML)
import-file = File
import-limit = 20 MB at most. It is deleted here after half an hour.
import-look = Look at it
import-example = What a timesheet looks like
import-example-what = The first line names the columns. People are known by their names; projects that are not there yet are added.
import-reading = Reading { $name }…
import-writing = { $count ->
    [one] Signing and saving 1 contribution…
   *[other] Signing and saving { $count } contributions…
}
import-done = Saved as entries { $first } to { $last }.
import-refused = Nothing was saved. Put this right in the file and send it again:
import-another = Another file
import-gone = What was sent is no longer here: it waits half an hour, and only for whoever sent it.
import-found = This is what { $name } would add. Nothing is saved yet.
import-new = { $count ->
    [one] 1 new contribution or record
   *[other] { $count } new contributions or records
}
import-agents = { $count ->
    [one] 1 new member of the list of people
   *[other] { $count } new members of the list of people
}
import-already = { $count ->
    [one] 1 is there already
   *[other] { $count } are there already
}
import-notes = To know before
import-namesakes = Another agent has the same name: { $names }.
import-ahead = { $count ->
    [one] 1 row is dated after now and taken as of now.
   *[other] { $count } rows are dated after now and taken as of now.
}
import-changed = Line { $line } says otherwise what entry { $entry } says. If it replaces it, take the entry back.
import-nothing-new = Nothing is new: all of it is there already.
import-first = { $count ->
    [one] What is added
   *[other] The first { $count } things that are added
}
import-take = { $count ->
    [one] Take it in
   *[other] Take all { $count } in
}
import-take-what = They are saved together, all or none, signed by you.
