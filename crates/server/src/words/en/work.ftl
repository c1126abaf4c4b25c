# Projects and resources.
work-title = Projects and resources
work-projects = Projects
work-resources = Resources
work-agreements = Agreements
work-search = Search by name
work-find = Find
work-all = Everything
work-more = Show all
work-newest = Newest
work-none-found = Nothing is called so.
work-finished = finished
work-others =
    { $count ->
        [one] one other
       *[other] { $count } others
    }

# New things.
work-new-project = New project
work-new-project-hint = A project is anything that people put work, material or the use of machines into: a bicycle, a harvest, a week of the kitchen.
work-new-resource = New resource
work-new-resource-hint = A resource is a thing that is counted: a lot of steel, a machine, a design, a product.
work-new-kind = New kind
work-new-kind-hint = A kind of resource or of work: bread, steel tubes, welding. Rates are set for kinds.
work-name = Name
work-note = Note
work-handle = Handle
work-handle-hint = The short name in addresses and files. Left empty, it is made from the name.
work-add = Add
work-scope = Belongs to
work-scope-whole = The whole commons
work-kind = Kind
work-began = Began on
work-accountable = Who answers for it
work-location = Where it is
work-unit = Counted in
work-unit-unsaid = as the first entry counts it
work-effort-unit = Work or use measured in

# Waiting contributions and incomes.
work-waiting = To accept
work-distribute = Distribute an income
work-state-claimed = claimed
work-state-accepted = accepted
work-state-contested = contested

work-state-all = all
work-waiting-title = Contributions
work-none-wait = Nothing waits to be accepted.
work-none-fit = Nothing fits.
work-nothing-chosen = nothing was ticked; tick what you accept, or accept the whole page
work-filter = Choose what is shown
work-filter-project = Project or resource
work-filter-person = Person
work-filter-role = Role
work-filter-state = State
work-show = Show
work-look = Look closer
work-accept = Accept
work-accept-chosen = Accept what is ticked
work-accept-page = Accept all of this page
work-contest = Contest
work-reason = What is wrong?
work-reason-only = Why (needed to contest)
work-quality = Quality
work-quality-hint = 1 is as agreed; 0.5 counts half, where the rules say so.
work-contest-hint = What is contested does not count until somebody accepts it.
work-own = This is yours: others accept or contest it.
work-contested-by = { $who } contests it: { $reason }
work-accepted-by = { $who } accepted it: { $reason }
work-taken-back = taken back
work-as = as { $role }

# One project or resource.
work-log = Log a contribution
work-log-line = on { $handle }
work-finish = Mark as finished
work-is = What it is
work-is-project = project
work-is-resource = resource
work-is-agreement = agreement
work-is-agent = person or group
work-is-group = group
work-stands = State
work-going-on = going on
work-ended = Ended on
work-created = Made on
work-onhand = At hand
work-accounting = In the accounts
work-stage = Came out of
work-condition = Condition
work-tracking = Serial or lot number
work-within = Inside of
work-worth-now = Worth now
work-counts =
    { $count ->
        [one] One contribution counts.
       *[other] { $count } contributions count.
    }
work-nothing-yet = Nothing was contributed here yet, so nobody holds a share. The first contribution starts it.
work-whose = Whose it is
work-who = Who
work-share = Share
work-pie = Shares now
work-over-time = Shares over time
work-day = Day
work-holders = Who holds which share
work-all-others = all others
work-holders-beyond = { $count } others hold { $share } together.
work-course-title = Where its worth came from
work-course = From what was given to whose it is
work-from = From
work-to = To
work-worth = Worth
work-as-work = work
work-as-use = use of machines and rooms
work-as-citation = citations
work-as-making = making
work-as-money = money
work-as-material = material
work-other-ways = in other ways
work-other-parts = other parts
work-incomes = What came in for it
work-income-shared = Income
work-contributions = Contributions
work-way-title = Where it came from and where it went
work-way = The ways of things and work
work-way-walk = Each of them leads to its page; there the way goes on.
work-way-cut = The { $count } nearest of { $all } are drawn.
work-way-more = Draw more
work-way-draw = Draw the way
work-way-none = Nothing came in or went out yet.
work-way-what = What
work-way-kind = Kind
work-way-leads = Leads to
work-entries =
    { $count ->
        [one] one entry
       *[other] { $count } entries
    }

# An income, shared.
work-distribute-title = Distribute an income: { $name }
work-distribute-what = An income for { $name } goes to those who hold shares of it, to the last cent. First you see who would get what.
work-income = How much came in
work-reference = Where it came from
work-preview = Show who would get what
work-preview-title = { $total } would be shared so
work-preview-nothing = Nothing is saved yet.
work-preview-table = Who would get what
work-preview-outdated = the shares have changed since you looked; look at the new ones below, then confirm again
work-gets = Gets
work-distribute-now = Distribute { $total } now
