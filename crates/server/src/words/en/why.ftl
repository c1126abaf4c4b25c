# What happened, in sentences; and where a number comes from.
why-outside = outside
why-undistributed = not yet shared
why-issuer = whoever issues it
why-held = set aside
why-payable = { $who } (to be paid out)
why-did-accept = { $who } took in { $what }
why-did-cite = { $who } cited { $what }
why-did-combine = { $who } packed { $what }
why-did-consume = { $who } used up { $what }
why-did-copy = { $who } copied { $what }
why-did-deliverService = { $who } provided { $what }
why-did-dropoff = { $who } dropped off { $what }
why-did-lower = { $who } counted off { $what }
why-did-modify = { $who } gave back { $what }
why-did-move = { $who } moved { $what }
why-did-pickup = { $who } picked up { $what }
why-did-produce = { $who } made { $what }
why-did-raise = { $who } counted { $what }
why-did-separate = { $who } unpacked { $what }
why-did-transfer = { $who } gave { $what }
why-did-transferAllRights = { $who } gave the rights to { $what }
why-did-transferCustody = { $who } handed over { $what }
why-did-use = { $who } used { $what }
why-did-work = { $who } worked { $what }
why-into = into { $what }
why-in = in { $what }
why-to = to { $what }
why-for = for { $what }
why-under = under { $what }
why-as = as { $what }
why-about = about { $what }
why-as-gift = , as a gift
why-as-paid = , paid otherwise
why-correcting = , correcting entry { $entry }
why-less = { $much } less
why-much-on = { $much } on { $name }
why-much-of = { $much } of { $name }
why-name-for = { $name } for { $much }
why-noted = { $said }: “{ $note }”
why-quoted = “{ $name }”
why-the-entry = entry { $entry }
why-act-found = { $by } founded { $name }, counting value in { $unit }
why-act-add-agent = { $by } added { $name }
why-act-add-key = { $by } let { $name } sign with key { $key }…
why-act-revoke-key = { $by } took key { $key }… from { $name }
why-act-add-unit = { $by } added the unit { $name } ({ $code })
why-act-add-kind = { $by } added the kind { $name }
why-act-add-process-kind = { $by } added the kind of process { $name }
why-act-add-resource = { $by } added the resource { $name }
why-act-add-process = { $by } began the process { $name }
why-act-finish = { $by } finished { $name }
why-act-add-agreement = { $by } added the agreement { $name }
why-act-add-record = { $by } kept the plan { $name } ({ $class })
why-act-revise-record = { $by } revised the plan { $name }
why-act-withdraw-record = { $by } withdrew the plan { $name }
why-act-add-claim = { $by } stated the claim { $name }
why-act-describe = { $by } described { $name } anew
why-act-accept = { $by } accepted entry { $entry }
why-act-contest = { $by } contested entry { $entry }
why-act-equation = { $by } set the equation “{ $name }”
why-act-distribute = { $by } shared out { $much } for { $name }
why-act-reverse = { $by } took back entry { $entry }
why-act-adopt = { $by } adopted the charter “{ $name }”
why-act-amend = { $by } amended the charter “{ $name }”
why-act-pay = { $by } paid { $much } to { $name }
why-act-pay-from = { $by } paid { $much } to { $name } from { $from }
why-act-receive = { $by } received { $much } for { $name }
why-act-report = { $by } reported { $much }
why-act-request = { $by } requested { $name }
why-act-demand = { $by } asked { $name } to pay { $much }
why-act-agree = { $by } agreed to what entry { $entry } asks
why-act-decline = { $by } declined what entry { $entry } asks
why-act-hold = { $by } set { $much } aside for { $name } until { $until }
why-act-commit = { $by } paid { $much } of what entry { $entry } set aside
why-act-cancel = { $by } cancelled what entry { $entry } set aside
why-act-decision = { $by } wrote down that { $name } passed
why-act-role = { $by } made { $name } { $role }
why-act-role-gone = { $by } took { $role } from { $name }
why-act-pay-out = { $count ->
    [one] { $by } paid out one payment
   *[other] { $by } paid out { $count } payments
}
why-act-catch-up = { $by } did what had fallen due
why-act-assign = { $by } passed { $much } of { $class } on to { $name }
why-moved = { $much } went from { $from } to { $to }
why-faded = { $to } got { $much } that others lost with time, from { $from }
why-owed-more = { $who } is owed { $much } more by { $class }
why-owed-less = { $who } is owed { $much } less by { $class }
why-claim-paid = { $who } was paid { $much } of { $class }
why-claim-taken-back = { $who }’s payment of { $much } of { $class } was taken back
why-aside-for = { $much } of { $from } is set aside for { $to } until { $due }
why-aside = { $much } of { $from } is set aside until { $due }
why-goes-on = it goes on at { $due }
why-ended-done = what entry { $entry } put off has happened
why-ended-committed = what entry { $entry } set aside was paid
why-ended-cancelled = what entry { $entry } set aside was cancelled
why-ended-expired = what entry { $entry } set aside went back, its time over
why-ended-failed = what entry { $entry } put off could not happen
why-role = { $name } is { $role } now
why-role-gone = { $name } is no longer { $role }
why-released = { $name } belongs to everybody now
why-released-not = { $name } belongs to everybody no longer
why-opened = the decision “{ $name }” is to be taken
why-missed = it could not happen: { $why }
why-missed-for = it could not happen for { $who }: { $why }
why-title-share = Why { $who } has this share of { $what }
why-title-balance = Why { $who } has this much { $unit }
why-title-distribution = Why this was shared out so, for { $what }
why-share-none = No contribution of theirs counts here, so there is no share.
why-share-lead = { $count ->
    [one] One contribution counts. Open it to see what its worth rests on.
   *[other] { $count } contributions count, each with its part of the whole. Open one to see what its worth rests on.
}
why-balance-none = Nothing was ever booked here.
why-balance-lead = { $count ->
    [one] One line made it.
   *[other] { $count } lines made it; they add up to it.
}
why-distribution-lead = Computed again from the entries before it: the parts are the same. Open somebody’s part to see the contributions it was paid for.
why-event-lead = What it adds by itself, and why.
why-more = { $count ->
    [one] One more
   *[other] { $count } more
}
why-left = { $count ->
    [one] One further is not shown.
   *[other] { $count } further ones are not shown; the journal has them all.
}
why-hidden = { $count ->
    [one] One more step is not shown to you.
   *[other] { $count } more steps are not shown to you.
}
why-open-entry = Open the entry in the journal
why-nothing-moved = It moved no money.
why-opening = what was there before
why-upstream = { $said } (upstream, in { $what })
why-corrected = { $said }, corrected to { $much }
why-basis-corrects = it changes what this entry counts:
why-basis-left-out = it is contested, waits to be accepted, or the equation leaves it out
why-basis-reversed = it was taken back
why-basis-passes = it passes on the value of what it draws on
why-basis-stated = the value it states
why-basis-money = the money itself
why-basis-rate = { $rate } per { $per }, a rate of the equation “{ $name }”
why-basis-nothing = no rate of the equation fits it
why-rate-kind = for { $what }
why-rate-by = by { $what }
why-rate-of = of { $what }
why-time-left = { $said }, of which time has left { $part }
why-line-from = from { $who }
why-line-to = to { $who }
why-line-back-from = taken back from { $who }
why-line-back-to = taken back by { $who }
why-line-faded = lost with time
why-by-rule = { $said }, { $rule }
why-rule = by the rule “{ $name }” (version { $version } of the charter)
why-unit-one = { $count ->
    [one] piece
   *[other] pieces
}
why-unit-hour = { $count ->
    [one] hour
   *[other] hours
}
why-unit-minute = { $count ->
    [one] minute
   *[other] minutes
}
why-unit-day = { $count ->
    [one] day
   *[other] days
}
why-unit-week = { $count ->
    [one] week
   *[other] weeks
}
why-unit-month = { $count ->
    [one] month
   *[other] months
}
why-unit-year = { $count ->
    [one] year
   *[other] years
}
why-unit-commit = { $count ->
    [one] commit
   *[other] commits
}
why-unit-line = { $count ->
    [one] line
   *[other] lines
}
why-basis-rate-then = { $rate } per { $per }, a rate of the equation of that time
