# Projets et ressources.
work-title = Projets et ressources
work-projects = Projets
work-resources = Ressources
work-agreements = Accords
work-search = Chercher par nom
work-find = Chercher
work-all = Tout
work-more = Tout montrer
work-newest = Plus récents
work-none-found = Rien ne porte ce nom.
work-finished = terminé
work-others =
    { $count ->
        [one] une autre personne
       *[other] { $count } autres
    }
work-percent = { $figure } %
work-something = quelque chose
work-much-of = { $much } de { $what }

# Nouveautés.
work-new-project = Nouveau projet
work-new-project-hint = Un projet est tout ce à quoi on donne du travail, du matériel ou l’usage de machines : un vélo, une récolte, une semaine de cuisine.
work-new-resource = Nouvelle ressource
work-new-resource-hint = Une ressource est une chose que l’on compte : un lot d’acier, une machine, un plan, un produit.
work-new-kind = Nouveau genre
work-new-kind-hint = Un genre de ressource ou de travail : pain, tubes d’acier, soudure. Les taux sont fixés par genre.
work-name = Nom
work-note = Note
work-handle = Identifiant
work-handle-hint = Le nom court dans les adresses et les fichiers. Laissé vide, il est tiré du nom.
work-add = Ajouter
work-scope = Fait partie de
work-scope-whole = Toute la communauté
work-kind = Genre
work-began = Commencé le
work-accountable = Qui en répond
work-location = Où cela se trouve
work-unit = Compté en
work-unit-unsaid = comme la première écriture le compte
work-effort-unit = Travail ou usage mesuré en

# Contributions en attente et revenus.
work-waiting = À accepter
work-distribute = Répartir un revenu
work-state-claimed = déclarée
work-state-accepted = acceptée
work-state-contested = contestée

# Ce que quelqu’un a fait.
work-did-accept = { $who } a pris { $thing } pour y travailler
work-did-cite = { $who } est cité pour { $what }
work-did-combine = { $who } a réuni { $thing } avec autre chose
work-did-consume = { $who } a donné { $thing }, qui a été consommé
work-did-copy = { $who } a fait une copie de { $what }
work-did-deliverservice = { $who } a rendu { $thing } comme service
work-did-dropoff = { $who } a déposé { $thing }
work-did-lower = { $who } a compté { $thing } en moins
work-did-modify = { $who } a rendu { $thing }, transformé
work-did-move = { $who } a déplacé { $thing }
work-did-pickup = { $who } a emporté { $thing }
work-did-produce = { $who } a fait { $thing }
work-did-raise = { $who } a compté { $thing } en plus
work-did-separate = { $who } a démonté { $thing }
work-did-transfer = { $who } a donné { $thing }
work-did-transferallrights = { $who } a cédé les droits sur { $thing }
work-did-transfercustody = { $who } a remis { $thing }
work-did-use = { $who } a prêté { $what } pendant { $much }
work-did-work = { $who } a travaillé { $much }
