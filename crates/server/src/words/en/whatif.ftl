# What if: other figures, tried out.
whatif-title = What if…?
whatif-lead = Turn a figure of the rules and see at once what shares and payments would be.
whatif-not-saved = Nothing here is saved, and nobody else sees it.
whatif-no-knobs = The rules have no figure that could be turned.
whatif-compute = Compute
whatif-reset = As it is now
whatif-present = now { $figure }
whatif-turned = Turned;
whatif-halves = In how long a time does a contribution come to count half?
whatif-upstream = What part goes upstream to { $what }?
whatif-period-minute = minutes
whatif-period-day = days
whatif-period-week = weeks
whatif-period-month = months
whatif-period-quarter = quarters
whatif-period-year = years
whatif-period-hour = hours
whatif-unfit = { $figure } does not fit here: { $what }
whatif-cannot = This cannot be.
whatif-shares = Shares of the whole
whatif-shares-caption = Shares now and as they would be
whatif-paid-caption = Amounts now and as they would be
whatif-who = Who
whatif-now = Now
whatif-then = Then
whatif-change = Difference
whatif-distribution = The last distribution
whatif-distribution-what = { $much }, shared out in entry { $entry }, by what is known today of the contributions before it.
whatif-receipt = The last receipt
whatif-receipt-what = As if what came in with entry { $entry } came in again now.
whatif-nothing = Nobody has contributed anything yet that counts.
whatif-more = { $count ->
    [one] One more is not shown.
   *[other] { $count } more are not shown.
}
whatif-more-knobs = { $count ->
    [one] One more figure
   *[other] { $count } more figures
}
