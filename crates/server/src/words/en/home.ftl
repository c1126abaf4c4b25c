# Home: what came in, what is going on, who joined, what waits.
home-log = What did you do?
home-log-hint = How much, what, on what, as what.
home-log-more = More ways to log
home-pay = Pay somebody
home-my-share = My share
home-people = People
home-waits = What waits for you
home-nothing-waits = Nothing waits for you.
home-came-in = What came in
home-nothing-came = Nothing came in yet. What does is shared as the rules say, and is shown here.
home-going-on = What is going on
home-joined = Who joined
home-all-people = Everybody
home-shared = for { $target }, shared among { $count ->
    [one] one person
   *[other] { $count } people
}
home-shared-by-reference = { $reference }, for { $target }, shared among { $count ->
    [one] one person
   *[other] { $count } people
}
home-received = { $reference }, for { $to }
home-asks = { $by } asks you for { $amount }.
home-asks-for = { $by } asks you to pay { $amount } to { $other }.
home-reports = { $by } reports { $amount } and waits for your word.
home-reports-of = { $by } reports { $amount } of { $other } and waits for your word.
home-set-aside = { $amount } of { $from } is set aside for { $to }
home-until = until
home-accept = Accept
home-decline = Decline
home-what-it-is = { $commons } is a commons: people write down what they give to it, and what comes in is shared by rules that everybody can read and check.
home-how-to-join = You come in by an invitation from somebody who is a member.
home-pools = What the commons has
home-pool = Pool
home-balance = Balance
home-read-rules = Read the rules
