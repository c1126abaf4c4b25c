# Money: where one stands, what waits, and everything that moves.
money-title = Money
money-mine = What I have
money-pay = Pay
money-ask = Ask for money
money-hold = Set aside
money-more = More
money-flows = How money flows here
money-no-charter = No charter is in force, so no money moves here yet.
money-can-spend = { $much } can be spent.
money-on-its-way = On its way to your bank:
money-pool-empty = Nothing came in yet.
money-kept-by = Paid out by: { $role }
money-kept-by-rules = Paid out by rules only
money-waits = What waits
money-asked-by-me = You asked { $asked } for { $much }.
money-asks = { $who } asks you for { $much }.
money-asks-for = { $who } asks you to pay { $much } to { $other }.
money-reports = { $who } reports { $much } about { $other }.
money-until = until { $day }
money-more-about = More about it
money-accept = Confirm
money-accept-pay = Pay it
money-decline = Decline
money-aside-for = { $much } of { $from } are set aside for { $to } until { $day }.
money-aside-rule = { $much } of { $from } are set aside by the rule “{ $rule }” until { $day }.
money-later-rule = The rule “{ $rule }” goes on { $day }.
money-commit = Pay it now
money-cancel-hold = Let it go back
money-claims = Who is owed
money-claims-caption = Claims in force
money-claim = Claim
money-who = Who
money-owed = Owed
money-paid = Paid
money-left-to-pay = Left
money-no-end = no end
money-to-be-paid-out = { $who } (to be paid out)
money-outside = outside
money-undistributed = not yet shared
money-issuer = its issuer
money-set-aside = set aside
money-by-rule = a rule
money-moves-nothing = Nothing moves.
money-moves-hidden = { $count ->
    [one] One more thing happens that is not shown to you.
   *[other] { $count } more things happen that are not shown to you.
  }
money-rules-behind = The rules behind it
money-charter-says = What the charter says
money-move-owed-more = { $who } is owed { $much } more: { $class }
money-move-owed-less = { $who } is owed { $much } less: { $class }
money-move-paid = { $who } is paid { $much } of what is owed: { $class }
money-move-unpaid = The { $much } that { $who } was paid of “{ $class }” are owed again
money-move-role = { $who } becomes { $role }
money-move-role-no-more = { $who } is no longer { $role }
money-move-released = { $thing } belongs to everybody now
money-move-unreleased = { $thing } belongs to everybody no longer
money-move-opened = The decision “{ $decision }” is to be taken { $about }
money-move-missed = Could not happen: { $why }
money-move-later = Goes on { $due }
money-move-aside = { $much } of { $from } are set aside for { $to } until { $due }
money-move-done = What entry { $entry } put off happened
money-move-committed = What entry { $entry } set aside was paid
money-move-cancelled = What entry { $entry } set aside went back
money-move-expired = What entry { $entry } set aside went back, its time over
money-move-failed = What entry { $entry } put off could not happen

# Paying.
money-pay-title = Pay
money-whom = Whom?
money-whom-else = Somebody else
money-how-much = How much?
money-how-much-of = How much? (in { $unit })
money-unit = Of what?
money-for-what = What for?
money-paid-from = Out of which purse?
money-purse-mine = My own
money-detail = { $name } (in { $unit }), which a rule wants to know
money-look = Look at it
money-look-what = Nothing is sent yet. First you see what the rules do with it.
money-what-happens = What will happen
money-left = { $who } has { $before } now, and { $after } afterwards.
money-send = Send
money-change = Change it
money-undo-window = Afterwards you can take it back within a minute.
money-undo-left = { $count ->
    [one] One second is left to take it back.
   *[other] { $count } seconds are left to take it back.
  }
money-undo-over = It can no longer be taken back by you alone.
money-undo-refused = This stays as it is

# Receipts.
money-receipts-title = Receipts
money-receipts-caption = What moved, the latest first
money-receipt = Receipt
money-receipt-title = Receipt { $entry }
money-day = Day
money-moved = From and to
money-amount = Amount
money-sent = Sent.
money-taken-back = This was taken back by entry { $entry }.
money-what = What
money-by = By
money-reference = Reference
money-what-happened = What happened
money-in-the-journal = This entry in the journal
money-act-pay = A payment of { $much } to { $who }
money-act-receive = { $much } arrived for { $who }
money-act-report = A report of { $much } { $who }
money-act-request = A request: { $who } { $much }
money-act-ask = { $who } is asked for { $much }
money-act-hold = { $much } set aside for { $who }
money-act-settle = An end to what entry { $who } set aside { $much }
money-act-answer = An answer: { $who }
money-act-role = A role: { $who }, { $much }
money-act-decision = A decision that passed: { $much } { $who }
money-act-payout = A batch for the bank with { $who } payments
money-act-assign = A claim of { $much } passed on to { $who }
money-act-reverse = Something was taken back
money-act-catch-up = What fell due

# Looking before sending, for every wish.
money-check = Send this?
money-waits-for-word = Nothing moves yet: it waits for an answer.

# Asking, setting aside, reporting, requesting, receiving.
money-ask-title = Ask for money
money-who-pays = Who pays?
money-paid-into = Into which purse?
money-answer-until = To be answered until (may be left empty)
money-hold-title = Set money aside
money-for-whom = For whom?
money-hold-until = Until when? Then it goes back.
money-note = Anything worth knowing
money-about-whom = About whom?
money-report-title = Report a figure
money-request-title = Make a request
money-request-what = What do you request?
money-receive-title = Book what arrived
money-reference-bank = What the bank calls it; the same is never booked twice
money-sender = Who sent it, if somebody of the commons
money-overdue = { $count ->
    [one] One thing fell due and is not done yet.
   *[other] { $count } things fell due and are not done yet.
  }
money-catch-up = Do it now
money-payout-title = Pay out by the bank
money-reconcile-title = Compare with the bank

# Roles and decisions.
money-roles = Roles
money-role-nobody = Nobody is in it.
money-role-join = Join
money-role-leave = Leave
money-role-change = Let somebody in or out
money-role-grant = Let in
money-role-revoke = Let out
money-and-more = and { $count } more
money-decision-title = Write down a decision
money-decision-what = What was decided elsewhere is written down here; what the charter ties to it happens.
money-decision = Which decision?

# Flows.
money-flows-what = What the charter lays down: who pays into what, which rules that sets off, and where they send how much. The figures are those of now.
money-flow-map = The flows that the charter lays down
money-flowed = What really flowed
money-flowed-of = What flowed of { $unit }
money-time = In which time?
money-days-30 = The last 30 days
money-days-90 = The last 90 days
money-days-365 = The last 365 days
money-days-36500 = From the beginning
money-show = Show
money-uncounted = There is more: only the last { $count } entries are counted.
money-from = From
money-to = To
money-others = Others
money-paid-of = { $paid } of { $owed } paid
money-node = What
money-node-kind = Kind
money-node-to = Leads to
money-node-rule = Rule
money-node-pool = Pool
money-node-who = Somebody
money-node-anyone = anyone
money-node-role = Role
money-node-equation = Contributors
money-node-waterfall = Waterfall
money-node-decision = Decision
money-node-time = time
money-node-issuer = taken back by its issuer
money-edge-later = later
money-edge-if = (if)
money-edge-owes = owes { $much }
money-edge-overflow = what is over
money-edge-net = { $what } of the net
money-edge-of-rest = { $what } of the rest
money-edge-first = first { $what }
money-edge-all = as much { $unit }
money-edge-rest = the rest

# The bank: batches and statements.
money-outside-none = The charter has no unit that is issued by outside, so nothing comes from a bank or goes to one.
money-payout-what = Choose who is paid and look at it. It is booked once, then you take the file to the bank; nothing leaves this server by itself.
money-payout-whom = Who is paid?
money-payout-nobody = No rule pays anybody out now.
money-payout-others = Others, who want what they have
money-payout-others-how = Such as ben=50, cleo=12.50, in { $unit }.
money-payout-choose = nobody is chosen; tick somebody, or name others with amounts
money-payout-day = The day on which the bank is to pay
money-payout-note = What for? It is printed on their statements.
money-payout-accounts = The file of accounts (1 MB at most)
money-payout-accounts-how = A table with a line for everybody who is paid, and one for (custodian), who pays. It is used for this batch and kept nowhere.
money-payout-check = Book this batch?
money-payout-book = Book it
money-payout-book-what = It counts as paid from then on. The file comes next.
money-payout-booked = Booked as entry { $entry }. Take the file to the bank now.
money-payout-name = Name at the bank
money-payout-account = Account
money-payout-id = Id
money-payout-total = { $reference }: { $total }
money-payout-payments = Payments of this batch
money-payout-pain = File for the bank (pain.001)
money-payout-csv = Table (CSV)
money-payout-unknown = there is no such batch; choose one of the list
money-payout-batches = Batches
money-payout-batch = Batch
money-payout-listed = { $reference } ({ $count })
money-payout-again = Write the file of a batch again
money-payout-again-what = The same payments with the same ids, and nothing is booked. Send it only if the bank never got it.
money-payout-format = As what?
money-payout-download = Download
money-reconcile-what = The bank’s statement is compared with the book. Nothing is saved, neither the file nor what is found.
money-statement = The statement: camt.053 or a table (CSV)
money-statement-how = { $limit } MB at most.
money-of-a-table = What a table may not say of itself
money-as-written = As the table shows
money-mark = Before the decimals stands
money-mark-point = a point: 1234.50
money-mark-comma = a comma: 1234,50
money-order = In 03/04/2026 comes first
money-day-first = the day
money-month-first = the month
money-opening = The balance before the first entry
money-closing = The balance after the last entry
money-compare = Compare
money-compare-another = Compare another
money-agrees = Everything agrees.
money-agrees-not = The bank and the book do not agree.
money-at-the-end = At the end: { $bank } at the bank, { $book } in the book.
money-announced = { $count ->
    [one] One entry is announced at the bank and not booked yet.
   *[other] { $count } entries are announced at the bank and not booked yet.
  }
money-unknown = At the bank, not in the book
money-missing = In the book, not at the bank
money-differing = Same reference, another amount
money-candidates = Could be the same; their references would tell
money-in-both = In both
money-bank = Bank
money-same-amount = { $count ->
    [0] its amount, the same day
    [one] its amount, a day apart
   *[other] its amount, { $count } days apart
  }
money-book-it = Book { $much } { $from }

# Passing a claim on.
money-assign-title = Pass a claim on
money-assign-much = How much of it? All, if left empty.
