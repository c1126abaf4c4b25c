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
work-percent = { $figure }%
work-something = something
work-much-of = { $much } of { $what }

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

# What somebody did.
work-did-accept = { $who } took in { $thing } to work on it
work-did-cite = { $who } is cited for { $what }
work-did-combine = { $who } put { $thing } together with other things
work-did-consume = { $who } gave { $thing }, which was used up
work-did-copy = { $who } made a copy of { $what }
work-did-deliverservice = { $who } did { $thing } as a service
work-did-dropoff = { $who } set down { $thing }
work-did-lower = { $who } counted { $thing } less
work-did-modify = { $who } gave back { $thing }, changed
work-did-move = { $who } moved { $thing }
work-did-pickup = { $who } took { $thing } along
work-did-produce = { $who } made { $thing }
work-did-raise = { $who } counted { $thing } more
work-did-separate = { $who } took { $thing } apart
work-did-transfer = { $who } gave { $thing } away
work-did-transferallrights = { $who } gave the rights to { $thing }
work-did-transfercustody = { $who } handed over { $thing }
work-did-use = { $who } lent { $what } for { $much }
work-did-work = { $who } worked { $much }
