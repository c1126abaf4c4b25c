# What a charter says, in English. See https://projectfluent.org for the format.
# Names, labels and figures come already as text; `count` chooses the plural.

# Joints

quoted = “{ $what }”
list = { $before } and { $last }
and = and
or = or
then = ; then{" "}

# Figures

percent = { $what }%
quantity = { $number } { $unit }
negative = −{ $what }
plus = { $one } + { $other }
minus = { $one } − { $other }
times = { $one } × { $other }
over = { $one } ÷ { $other }
per = { $one } per { $unit }
part-of = { $one } of { $other }
smaller = the smaller of { $one } and { $other }
larger = the larger of { $one } and { $other }
square-root = the square root of { $what }
the-amount = the amount
money = money
otherwise = otherwise

time-second = { $count ->
    [one] { $number } second
   *[other] { $number } seconds
}
time-minute = { $count ->
    [one] { $number } minute
   *[other] { $number } minutes
}
time-hour = { $count ->
    [one] { $number } hour
   *[other] { $number } hours
}
time-day = { $count ->
    [one] { $number } day
   *[other] { $number } days
}
time-week = { $count ->
    [one] { $number } week
   *[other] { $number } weeks
}
time-month = { $count ->
    [one] { $number } month
   *[other] { $number } months
}
time-quarter = { $count ->
    [one] { $number } quarter
   *[other] { $number } quarters
}
time-year = { $count ->
    [one] { $number } year
   *[other] { $number } years
}
time-name = { $time ->
    [second] second
    [minute] minute
    [hour] hour
    [day] day
    [week] week
    [month] month
    [quarter] quarter
   *[year] year
}
each-minute = each minute
each-hour = each hour
each-day = each day
each-week = each week
each-month = each month
each-quarter = each quarter
each-year = each year
each-days = { $count ->
    [one] each period of { $number } day
   *[other] each period of { $number } days
}
month-name = { $count ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date = { $count ->
   *[other] { $month } { $day }, { $year }
}

of-balance = what { $who } has in { $unit }
of-income = what { $who } received in { $unit }
of-spending = what { $who } spent in { $unit }
of-age = the time since { $who } joined
of-since = the time since { $unit } was last issued to { $who }
of-supply = all { $unit } that there is
of-number = the number of { $role }
of-owed = what is still owed to { $who }{ $by }
of-paid = what was paid to { $who }{ $by }
of-share = the share of { $who }{ $by }
of-by = {" "}by { $what }
of-other = { $what } of { $who }
over-last = {" "}in the last { $what }
votes-yes = the sum of the votes for it
votes-no = the sum of the votes against it
votes-turnout = the part of all votes that was cast
votes-conviction = the sum of the votes for it that has built up
votes-electorate = the sum of the votes of all who are asked

# Conditions

is-equal = { $one } is { $other }
is-unequal = { $one } is not { $other }
is-less = { $one } is less than { $other }
is-at-most = { $one } is at most { $other }
is-more = { $one } is more than { $other }
is-at-least = { $one } is at least { $other }
has-equal = { $who } has exactly { $amount }
has-unequal = { $who } has more or less than { $amount }
has-less = { $who } has less than { $amount }
has-at-most = { $who } has at most { $amount }
has-more = { $who } has more than { $amount }
has-at-least = { $who } has at least { $amount }
not = it is not so that { $what }

# Who

own-role = { $start ->
    [member] member
    [person] person
    [organisation] organisation
   *[founder] founder
}
one-of-role = { $start ->
    [label] anyone in the role { $role }
    [vowel] an { $role }
    [organisation] an { $role }
   *[other] a { $role }
}
all-of-role = { $start ->
    [member] all members
    [person] all people
    [organisation] all organisations
    [founder] all founders
   *[other] all in the role { $role }
}
is-a = { $start ->
    [label] { $who } has the role { $role }
    [vowel] { $who } is an { $role }
    [organisation] { $who } is an { $role }
   *[other] { $who } is a { $role }
}
is-not-a = { $start ->
    [label] { $who } does not have the role { $role }
    [vowel] { $who } is not an { $role }
    [organisation] { $who } is not an { $role }
   *[other] { $who } is not a { $role }
}
that-one = { $start ->
    [member] that member
    [person] that person
    [organisation] that organisation
   *[founder] that founder
}
one-called = { $what } ({ $name })
anyone-called = anyone ({ $what })
unnamed-member = a member
outside = the world outside
nowhere = nowhere
bank = the bank account of { $what }

# Where amounts go

rounded-up = {" "}(rounded up)
rounded-down = {" "}(rounded down)
rounded-half-even = {" "}(rounded to the nearest, halves to the even one)
rounded-fair = {" "}(rounded down, and what was cut off is remembered for the next time)
rounded-up-to = {" "}(rounded up to multiples of { $what })
rounded-down-to = {" "}(rounded down to multiples of { $what })
rounded-half-even-to = {" "}(rounded to the nearest multiple of { $what }, halves to the even one)
rounded-fair-to = {" "}(rounded down to multiples of { $what }, and what was cut off is remembered for the next time)
to = to { $what }
among-equally = in equal parts to { $what }
among-by = to { $role }, in proportion to { $by }
by-equation = by the shares of { $what }
by-equation-on = by the shares of { $what } in { $on }
cap = , { $what }
cap-once = at most { $most } each time
cap-per = at most { $most } per { $per } in all
cap-each = at most { $most } { $each }
cap-per-each = at most { $most } per { $per } { $each }
detail = { $name } in { $unit }
tier = ({ $number }) { $tier }
tier-when = {" "}if { $what }
portion-all = { $what } of the whole
portion-net = { $what } of what the tiers above leave
portion-rest = { $what } of what is left then
portion-first = as much as is left, up to { $what },
portion-all-the-rest = all the rest

# Rules

rule = { $trigger }{ $when }: { $actions }.
rule-when = , and { $what }
with-details = , telling { $what }
on-transfer = When { $unit } is transferred
on-transfer-from = When { $from } transfers { $unit }
on-transfer-to = When { $to } gets { $unit }
on-transfer-from-to = When { $from } transfers { $unit } to { $to }
on-report = When { $by } reports { $unit }{ $about }
on-for = {" "}for { $what }
on-confirmed = {" "}and { $what } confirms it
on-request = When { $by } requests { $name }{ $of }{ $about }
on-amount-of = {" "}with an amount of { $what }
on-every = At the close of { $what }
on-every-for-each = { $start ->
    [label] At the close of { $what }, for each one in the role { $role } ({ $name })
   *[other] At the close of { $what }, for each { $role }
}
on-reached = When a payment brings { $pool } to { $level } or more
on-passes = When the decision { $decision } passes{ $about }
on-about = {" "}about { $what }
on-paid = When the last of { $what } is paid
on-date = On { $what }
do-send = send { $amount } from { $from } { $end }
do-issue = issue { $amount } { $end }
do-retire = take { $amount } from { $from } out of the world{ $end }
do-split = split { $amount } from { $from }: { $end }
do-pour = pour { $amount } from { $from } through { $end }
do-share = share { $amount } from { $from } { $end }
do-convert = convert { $amount } from { $from } at the rate { $rate } and give what comes out to { $end }
do-owe = owe { $amount } more to { $to } in { $claim }
do-hold = set aside { $amount } of { $from } for { $span }, and then { $then }
do-after = after { $span }, { $then }
do-grant = { $who } gets the role { $role }
do-revoke = { $who } loses the role { $role }
do-open = open the decision { $decision }{ $about }
do-refuse = refuse the whole event: { $what }
do-let = let { $name } stand for { $be }

# Declarations

heading-charter = Charter { $what }
heading-setting = Setting { $what }
heading-unit = Unit { $what }
heading-pool = Pool { $what }
heading-role = Role { $what }
heading-rate = Rate { $what }
heading-measure = Measure { $what }
heading-table = Table { $what }
heading-claim = Claims { $what }
heading-waterfall = Waterfall { $what }
heading-equation = Equation { $what }
heading-rule = Rule { $what }
heading-law = Law { $what }
heading-decision = Decision { $what }
heading-change = Changing { $what }
heading-example = Example { $what }
head-for = Who it is for: { $what }
head-promises = What it promises: { $what }
setting-is = Here { $name } is { $value }.
pool-holds-any = It may hold any unit.
pool-holds = It holds { $what } and nothing else.
pool-kept = Besides the rules, { $what } may pay out of it by hand.
pool-by-rule = Only rules pay out of it.
pool-lowest = It may go down to { $what } and no further.
pool-never-below = It never goes below zero.
role-meets = It belongs to whoever ({ $who }) meets this: { $condition }.
role-granted = It is granted by { $what }.
role-granted-once = It is granted by { $what }, who sees to it that no person has it twice.
role-open = Whoever wants may take it.
rate-gives = For one { $per } that goes in, { $gives } comes out{ $rounding }{ $caps }.
measure-is = For each { $of }, { $name } is { $value }.
table-gives = What it gives for { $of } is counted in { $unit }; exactly one case fits.
table-gives-number = What it gives for { $of } is a number; exactly one case fits.
table-row = If { $when }: { $value }.
law-holds = After every entry this holds, or the entry is refused: { $what }.
change-rule = the rule { $what }
change-rules = rules
change-everything = everything
change-part = { $part } of { $name }
change-needs = To change { $what }, the decision { $needs } must pass.

# Units

kind-money = It is money: someone answers for it, and it may pay for anything.
kind-mutual-credit = It is mutual credit: it is made by paying, and one member’s plus is another’s minus.
kind-voucher = It is a voucher: the promise of something particular.
kind-claim = It is a claim: what someone is owed.
kind-standing = It is standing: it is earned, and never bought, sold or lent.
kind-vote = It is a vote: a say, which is never bought, sold or lent.
kind-thanks = It is thanks: it is given, and never spent again by whoever got it.
kind-metric = It is a figure that is reported, and nobody owns it.
unit-counted = { $count ->
    [0] It is counted in whole numbers.
    [one] It is counted to { $number } digit after the point.
   *[other] It is counted to { $number } digits after the point.
}
unit-counted-in = { $count ->
    [0] It is counted as { $base } is, in whole numbers.
    [one] It is counted as { $base } is, to { $number } digit after the point.
   *[other] It is counted as { $base } is, to { $number } digits after the point.
}
unit-issued = It is issued by { $what }.
unit-issued-by-rules = It is issued by rules only.
unit-issued-against = It is issued by { $what }, and behind each one stands { $amount } of { $of }.
unit-lowest = A balance may go down to { $what } and no further.
unit-never-below = No balance goes below zero.
unit-highest = A balance may go up to { $what } and no further.
limit-table = what the table { $what } gives for the holder
unit-decays = { $part } of it is lost { $each }, applied { $applied }{ $after }; { $into }.
decays-into = what is lost goes to { $what }
decays-nowhere = what is lost is gone
decays-after = , beginning { $what } after it began
passes-freely = Whoever holds it may pass it on to anyone.
passes-never = Nobody may pass it on.
passes-within-members = Members may pass it on, to members and pools.
passes-by-rule = Only rules pass it on.
passes-between = It may be passed on between { $one } and { $other }, either way.
seen-everyone = Everyone may see it.
seen-members = Members may see it.
seen-holder = Only its holder may see it.
seen-role = Only { $what } may see it.
unit-ends = It ends on { $day }; what is left then goes to { $into }.
unit-worth = People may think of one as worth { $what }; nothing is calculated with that.

# Claims, waterfalls and decisions

claim-in = What is owed is counted in { $what }.
lasts-until-paid = They last until they are paid; nobody gets more than they are owed.
lasts-once = They take part in the next payment, and then no more.
lasts-for-ever = They take part for ever; what is owed is only their weight.
shared-pro-rata = A payment is shared in proportion to what each is owed.
shared-equally = A payment is shared equally.
shared-in-order = A payment goes to the oldest claim first.
claim-not-before = Nothing is paid before { $what }.
claim-cap = Of all payments they take { $what }.
claim-passes-never = They cannot be passed on.
claim-overflow = What they no longer take goes to { $what }.
claim-overflow-falls = What they no longer take is left for the tiers that follow.
claim-release = With the last payment, { $what } is released to the commons.
waterfall-of = An amount of { $what } goes down these tiers, in this order; each takes no more than those above leave.
waterfall-of-with = An amount of { $unit }, told with { $details }, goes down these tiers, in this order; each takes no more than those above leave.
decision-asks = It asks { $asks }; each voice weighs { $weighs }.
decision-passes = It passes when { $what }.
decision-open = It stays open for { $what }.
decision-builds = A voice builds up by half of what it still lacks each { $what }.
decision-details = A proposal states { $what }.
decision-recorded = Its outcome is recorded by { $what }.
decision-recorded-unsaid = Its outcome is recorded by a founder.

# Equations

counts-in = It counts in { $what }.
counts-at-once = A log counts as soon as it is made.
counts-accepted = A log counts when it is accepted, or when it can no longer be contested.
contest = A log can be contested for { $what }.
contest-unsaid = A log can be contested for 14 days.
use-until-paid = The use of equipment pays until the equipment is paid back.
use-once = The use of equipment pays once.
use-for-ever = The use of equipment pays for ever.
halves = What lies back counts half as much each { $what }.
halves-never = What was done long ago counts as much as what was done today.
modulator = What is counted is multiplied by { $by }: { $steps }.
by-quality = its quality
by-seniority = how long the contributor has been here
by-frequency = how often the contributor takes part
by-priority = the priority of the task
step-from = from { $from } on by { $factor }
step-word = for { $word } by { $factor }
only-roles = Only these roles count: { $what }.
only-kinds = Only these kinds of work count: { $what }.
without = It leaves out { $what }.
upstream = { $part } goes upstream, to those who made { $to }.
worth-is = { $what } is worth { $value } per { $per }.
worth-work = Work
worth-material = Material
worth-use = Use of equipment
worth-production = Production
worth-citation = Being built upon
worth-as = {" "}as { $what }
worth-of = {" "}of the kind { $what }
worth-by = {" "}by { $what }
worth-on = {" "}on { $what }

# Examples

step = { $what }.
is-refused = { $what }: this is refused
is-refused-by = { $what }: this is refused (`{ $by }`)
story-given = { $count ->
    [one] { $who } is a member
   *[other] { $who } are members
}
story-given-has = To begin with, { $who } has { $amount }
story-given-setting = In this story, { $setting } is { $figure }
story-has = Now { $who } has { $amount }
story-arrives = From outside, { $amount } arrives at { $to }{ $with }
story-pays = { $from } pays { $amount } to { $to }{ $with }
story-reports = { $who } reports { $amount }{ $end }
story-confirms = { $what } confirms it
story-declines = { $what } declines it
story-requests = { $who } requests { $name }{ $end }
story-of = {" "}with { $what }
story-for = {" "}for { $what }
story-with = , telling { $what }
story-detail = { $name } { $amount }
story-passes = The decision { $decision } passes{ $end }
story-becomes = { $who } gets the role { $role }
story-works = { $who } works { $effort }{ $end }
story-after = { $what } pass
story-on = It becomes { $what }
story-repeat = { $count ->
    [one] { $number } time: { $step }
   *[other] { $number } times: { $step }
}
story-owed = Now { $who } is owed { $amount } in { $claim }
story-released = { $what } is released to the commons
story-share = Now the share of { $who } by { $equation } is { $part }
story-supply = Now there is { $amount } of { $unit } in all
