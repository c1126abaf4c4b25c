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

work-state-all = toutes
work-waiting-title = Contributions
work-none-wait = Rien n’attend d’être accepté.
work-none-fit = Rien ne correspond.
work-nothing-chosen = rien n’a été coché; cochez ce que vous acceptez, ou acceptez toute la page
work-filter = Choisir ce qui est montré
work-filter-project = Projet ou ressource
work-filter-person = Personne
work-filter-role = Rôle
work-filter-state = État
work-show = Montrer
work-look = Regarder de près
work-accept = Accepter
work-accept-chosen = Accepter ce qui est coché
work-accept-page = Accepter toute la page
work-contest = Contester
work-reason = Qu’est-ce qui ne va pas?
work-reason-only = Pourquoi (nécessaire pour contester)
work-quality = Qualité
work-quality-hint = 1 est comme convenu; 0,5 compte pour moitié, là où les règles le disent.
work-contest-hint = Ce qui est contesté ne compte pas tant que personne ne l’accepte.
work-own = C’est à vous : d’autres l’acceptent ou le contestent.
work-contested-by = { $who } conteste : { $reason }
work-accepted-by = { $who } a accepté : { $reason }
work-taken-back = reprise
work-as = comme { $role }

# Un projet ou une ressource.
work-log = Inscrire une contribution
work-log-line = sur { $handle }
work-finish = Marquer comme terminé
work-is = Ce que c’est
work-is-project = projet
work-is-resource = ressource
work-is-agreement = accord
work-is-agent = personne ou groupe
work-is-group = groupe
work-stands = État
work-going-on = en cours
work-ended = Terminé le
work-created = Conclu le
work-onhand = Disponible
work-accounting = Dans les comptes
work-stage = Issu de
work-condition = Condition
work-tracking = Numéro de série ou de lot
work-within = À l’intérieur de
work-worth-now = Vaut maintenant
work-counts =
    { $count ->
        [one] Une contribution compte.
       *[other] { $count } contributions comptent.
    }
work-nothing-yet = Rien n’a encore été contribué ici, donc personne n’a de part. La première contribution commence.
work-whose = À qui c’est
work-who = Qui
work-share = Part
work-pie = Parts maintenant
work-over-time = Parts au fil du temps
work-day = Jour
work-holders = Qui détient quelle part
work-all-others = toutes les autres
work-holders-beyond = { $count } autres détiennent ensemble { $share }.
work-course-title = D’où vient sa valeur
work-course = De ce qui fut donné à qui le détient
work-from = De
work-to = Vers
work-worth = Valeur
work-as-work = travail
work-as-use = usage de machines et de lieux
work-as-citation = citations
work-as-making = fabrication
work-as-money = argent
work-as-material = matériel
work-other-ways = autrement
work-other-parts = autres parties
work-incomes = Ce qui est entré pour cela
work-income-shared = Revenu
work-contributions = Contributions
work-way-title = D’où cela vient et où c’est allé
work-way = Les chemins des choses et du travail
work-way-walk = Chacun mène à sa page, où le chemin continue.
work-way-cut = Les { $count } plus proches de { $all } sont dessinés.
work-way-more = Dessiner davantage
work-way-draw = Dessiner le chemin
work-way-none = Rien n’est encore entré ni sorti.
work-way-what = Quoi
work-way-kind = Genre
work-way-leads = Mène à
work-entries =
    { $count ->
        [one] une écriture
       *[other] { $count } écritures
    }

# Un revenu, réparti.
work-distribute-title = Répartir un revenu : { $name }
work-distribute-what = Un revenu pour { $name } va à ceux qui en détiennent des parts, au cent près. Vous voyez d’abord qui recevrait quoi.
work-income = Combien est entré
work-reference = D’où cela vient
work-preview = Montrer qui recevrait quoi
work-preview-title = { $total } seraient répartis ainsi
work-preview-nothing = Rien n’est encore enregistré.
work-preview-table = Qui recevrait quoi
work-preview-outdated = les parts ont changé depuis que vous avez regardé; voyez les nouvelles ci-dessous, puis confirmez de nouveau
work-gets = Reçoit
work-distribute-now = Répartir { $total } maintenant
