# The first run.
wizard-title = A commons of your own
wizard-lead = Found a commons: a place where what everybody contributes is written down, and what comes in is shared by rules that everybody can check.
wizard-choose-what = Begin with a charter that others use: its rules about money, in sentences. You can change it together later.
wizard-none = No charter yet
wizard-none-what = Contributions are logged and incomes are shared by what each put in. Pools, claims and payments wait until you adopt a charter.
wizard-not-yet = Nothing is here yet
wizard-use-link = This server has no commons yet. Whoever started it finds a link in its terminal that founds one.
wizard-no-questions = This charter asks nothing.
wizard-proposed = Proposed: { $figure }
wizard-see-rules = See the rules
wizard-other-charter = Another charter
wizard-answer-again = Answer the questions otherwise
wizard-examples = { $count ->
    [one] 1 example comes out
   *[other] { $count } examples come out
}
wizard-found-title = Found it
wizard-name = What is the commons called?
wizard-you = What is your name?
wizard-short-names = Short names
wizard-short-names-what = Letters and digits that stand for a name in addresses. If they stay empty they are made from the names.
wizard-handle = Short name of the commons
wizard-your-handle = Your short name
wizard-unit = What is value counted in?
wizard-unit-what = A currency, such as CAD or EUR, or points of your own.
wizard-secret-what = It unlocks the key that signs what you do. The key is also kept in the folder of keys of whoever started this server: keep a copy of it, for nobody writes to the commons without it.
wizard-found = Found the commons
