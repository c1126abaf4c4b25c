# L’argent : où l’on en est, ce qui attend, et tout ce qui bouge.
money-title = Argent
money-mine = Ce que j’ai
money-pay = Payer
money-ask = Demander de l’argent
money-hold = Mettre de côté
money-more = Plus
money-flows = Comment l’argent circule ici
money-no-charter = Aucune charte n’est en vigueur : l’argent ne bouge pas encore ici.
money-can-spend = { $much } peuvent être dépensés.
money-on-its-way = En route vers votre banque :
money-pool-empty = Rien n’est encore entré.
money-kept-by = Payé par : { $role }
money-kept-by-rules = Payé par les règles seulement
money-waits = Ce qui attend
money-asked-by-me = Vous avez demandé { $much } à { $asked }.
money-asks = { $who } vous demande { $much }.
money-asks-for = { $who } vous demande de payer { $much } à { $other }.
money-reports = { $who } déclare { $much } au sujet de { $other }.
money-until = jusqu’au { $day }
money-more-about = En savoir plus
money-accept = Confirmer
money-accept-pay = Payer
money-decline = Refuser
money-aside-for = { $much } de { $from } sont mis de côté pour { $to } jusqu’au { $day }.
money-aside-rule = { $much } de { $from } sont mis de côté par la règle « { $rule } » jusqu’au { $day }.
money-later-rule = La règle « { $rule } » continue le { $day }.
money-commit = Payer maintenant
money-cancel-hold = Le rendre
money-claims = À qui l’on doit
money-claims-caption = Créances en vigueur
money-claim = Créance
money-who = Qui
money-owed = Dû
money-paid = Payé
money-left-to-pay = Reste
money-no-end = sans fin
money-to-be-paid-out = { $who } (à verser)
money-outside = dehors
money-undistributed = pas encore partagé
money-issuer = son émetteur
money-set-aside = mis de côté
money-by-rule = une règle
money-moves-nothing = Rien ne bouge.
money-moves-hidden = { $count ->
    [one] Une autre chose se passe, qui ne vous est pas montrée.
   *[other] { $count } autres choses se passent, qui ne vous sont pas montrées.
  }
money-rules-behind = Les règles derrière
money-charter-says = Ce que dit la charte
money-move-owed-more = On doit { $much } de plus à { $who } : { $class }
money-move-owed-less = On doit { $much } de moins à { $who } : { $class }
money-move-paid = { $who } reçoit { $much } de ce qui est dû : { $class }
money-move-unpaid = Les { $much } payés à { $who } pour « { $class } » sont dus de nouveau
money-move-role = { $who } devient { $role }
money-move-role-no-more = { $who } n’est plus { $role }
money-move-released = { $thing } est maintenant à tout le monde
money-move-unreleased = { $thing } n’est plus à tout le monde
money-move-opened = La décision « { $decision } » est à prendre { $about }
money-move-missed = N’a pas pu se faire : { $why }
money-move-later = Continue le { $due }
money-move-aside = { $much } de { $from } sont mis de côté pour { $to } jusqu’au { $due }
money-move-done = Ce que l’écriture { $entry } avait remis s’est fait
money-move-committed = Ce que l’écriture { $entry } avait mis de côté a été payé
money-move-cancelled = Ce que l’écriture { $entry } avait mis de côté est revenu
money-move-expired = Ce que l’écriture { $entry } avait mis de côté est revenu, son temps passé
money-move-failed = Ce que l’écriture { $entry } avait remis n’a pas pu se faire

# Payer.
money-pay-title = Payer
money-whom = À qui ?
money-whom-else = Quelqu’un d’autre
money-how-much = Combien ?
money-how-much-of = Combien ? (en { $unit })
money-unit = De quoi ?
money-for-what = Pour quoi ?
money-paid-from = De quelle bourse ?
money-purse-mine = La mienne
money-detail = { $name } (en { $unit }), qu’une règle veut savoir
money-look = Regarder
money-look-what = Rien n’est encore envoyé. Vous voyez d’abord ce que les règles en font.
money-what-happens = Ce qui va se passer
money-left = { $who } a { $before } maintenant, et { $after } ensuite.
money-send = Envoyer
money-change = Changer
money-undo-window = Vous pourrez ensuite le reprendre pendant une minute.
money-undo-left = { $count ->
    [one] Il reste une seconde pour le reprendre.
   *[other] Il reste { $count } secondes pour le reprendre.
  }
money-undo-over = Vous ne pouvez plus le reprendre seul·e.
money-undo-refused = Cela reste comme c’est

# Reçus.
money-receipts-title = Reçus
money-receipts-caption = Ce qui a bougé, le plus récent d’abord
money-receipt = Reçu
money-receipt-title = Reçu { $entry }
money-day = Jour
money-moved = De qui à qui
money-amount = Montant
money-sent = Envoyé.
money-taken-back = Ceci a été repris par l’écriture { $entry }.
money-what = Quoi
money-by = Par
money-reference = Référence
money-what-happened = Ce qui s’est passé
money-in-the-journal = Cette écriture dans le journal
money-act-pay = Un paiement de { $much } à { $who }
money-act-receive = { $much } sont arrivés pour { $who }
money-act-report = Une déclaration de { $much } { $who }
money-act-request = Une requête : { $who } { $much }
money-act-ask = On demande { $much } à { $who }
money-act-hold = { $much } mis de côté pour { $who }
money-act-settle = La fin de ce que l’écriture { $who } avait mis de côté { $much }
money-act-answer = Une réponse : { $who }
money-act-role = Un rôle : { $who }, { $much }
money-act-decision = Une décision adoptée : { $much } { $who }
money-act-payout = Un lot pour la banque avec { $who } paiements
money-act-assign = Une créance de { $much } passée à { $who }
money-act-reverse = Quelque chose a été repris
money-act-catch-up = Ce qui était échu

# Regarder avant d’envoyer, pour chaque souhait.
money-check = Envoyer ceci ?
money-waits-for-word = Rien ne bouge encore : cela attend une réponse.

# Demander, mettre de côté, déclarer, requérir, recevoir.
money-ask-title = Demander de l’argent
money-who-pays = Qui paie ?
money-paid-into = Dans quelle bourse ?
money-answer-until = Réponse attendue jusqu’au (peut rester vide)
money-hold-title = Mettre de l’argent de côté
money-for-whom = Pour qui ?
money-hold-until = Jusqu’à quand ? Ensuite il revient.
money-note = Ce qu’il est bon de savoir
money-about-whom = Au sujet de qui ?
money-report-title = Déclarer un chiffre
money-request-title = Faire une requête
money-request-what = Que demandez-vous ?
money-receive-title = Inscrire ce qui est arrivé
money-reference-bank = Comment la banque l’appelle ; la même n’est jamais inscrite deux fois
money-sender = Qui l’a envoyé, si c’est quelqu’un du commun
money-overdue = { $count ->
    [one] Une chose est échue et n’est pas encore faite.
   *[other] { $count } choses sont échues et ne sont pas encore faites.
  }
money-catch-up = Le faire maintenant
money-payout-title = Verser par la banque
money-reconcile-title = Comparer avec la banque

# Rôles et décisions.
money-roles = Rôles
money-role-nobody = Il n’y a personne.
money-role-join = Entrer
money-role-leave = Sortir
money-role-change = Faire entrer ou sortir quelqu’un
money-role-grant = Faire entrer
money-role-revoke = Faire sortir
money-and-more = et { $count } de plus
money-decision-title = Inscrire une décision
money-decision-what = Ce qui a été décidé ailleurs s’inscrit ici ; ce que la charte y attache se produit.
money-decision = Quelle décision ?

# Les flux.
money-flows-what = Ce que la charte prévoit : qui verse dans quoi, quelles règles cela déclenche, et où elles envoient combien. Les chiffres sont ceux d’à présent.
money-flow-map = Les flux que la charte prévoit
money-flowed = Ce qui a vraiment circulé
money-flowed-of = Ce qui a circulé en { $unit }
money-time = Dans quel temps ?
money-days-30 = Les 30 derniers jours
money-days-90 = Les 90 derniers jours
money-days-365 = Les 365 derniers jours
money-days-36500 = Depuis le début
money-show = Montrer
money-uncounted = Il y en a plus : seules les { $count } dernières écritures sont comptées.
money-from = De
money-to = À
money-others = Autres
money-paid-of = { $paid } payés sur { $owed }
money-node = Quoi
money-node-kind = Sorte
money-node-to = Mène à
money-node-rule = Règle
money-node-pool = Caisse
money-node-who = Quelqu’un
money-node-anyone = n’importe qui
money-node-role = Rôle
money-node-equation = Contributeurs
money-node-waterfall = Cascade
money-node-decision = Décision
money-node-time = le temps
money-node-issuer = repris par son émetteur
money-edge-later = plus tard
money-edge-if = (si)
money-edge-owes = doit { $much }
money-edge-overflow = ce qui déborde
money-edge-net = { $what } du net
money-edge-of-rest = { $what } du reste
money-edge-first = d’abord { $what }
money-edge-all = autant de { $unit }
money-edge-rest = le reste

# La banque : lots et relevés.
money-outside-none = La charte n’a pas d’unité émise de dehors : rien ne vient d’une banque ni n’y va.
money-payout-what = Choisissez qui est payé et regardez. C’est inscrit une fois, puis vous portez le fichier à la banque ; rien ne quitte ce serveur de soi-même.
money-payout-whom = Qui est payé ?
money-payout-nobody = Aucune règle ne verse à personne pour l’instant.
money-payout-others = D’autres, qui veulent ce qu’ils ont
money-payout-others-how = Par exemple ben=50; cleo=12,50, en { $unit }.
money-payout-choose = personne n’est choisi ; cochez quelqu’un, ou nommez d’autres avec des montants
money-payout-day = Le jour où la banque doit payer
money-payout-note = Pour quoi ? C’est imprimé sur leurs relevés.
money-payout-accounts = Le fichier des comptes (1 Mo au plus)
money-payout-accounts-how = Un tableau avec une ligne pour chaque personne payée, et une pour (custodian), qui paie. Il sert à ce lot et n’est gardé nulle part.
money-payout-check = Inscrire ce lot ?
money-payout-book = L’inscrire
money-payout-book-what = Il compte comme payé dès lors. Le fichier vient ensuite.
money-payout-booked = Inscrit : écriture { $entry }. Portez maintenant le fichier à la banque.
money-payout-name = Nom à la banque
money-payout-account = Compte
money-payout-id = Identifiant
money-payout-total = { $reference } : { $total }
money-payout-payments = Paiements de ce lot
money-payout-pain = Fichier pour la banque (pain.001)
money-payout-csv = Tableau (CSV)
money-payout-unknown = il n’y a pas de tel lot ; choisissez-en un de la liste
money-payout-batches = Lots
money-payout-batch = Lot
money-payout-listed = { $reference } ({ $count })
money-payout-again = Écrire encore le fichier d’un lot
money-payout-again-what = Les mêmes paiements avec les mêmes identifiants, et rien n’est inscrit. Ne l’envoyez que si la banque ne l’a jamais reçu.
money-payout-format = Sous quelle forme ?
money-payout-download = Télécharger
money-reconcile-what = Le relevé de la banque est comparé au livre. Rien n’est enregistré, ni le fichier ni ce qui est trouvé.
money-statement = Le relevé : camt.053 ou tableau (CSV)
money-statement-how = { $limit } Mo au plus.
money-of-a-table = Ce qu’un tableau peut ne pas dire
money-as-written = Comme le tableau le montre
money-mark = Devant les décimales se trouve
money-mark-point = un point : 1234.50
money-mark-comma = une virgule : 1234,50
money-order = Dans 03/04/2026 vient d’abord
money-day-first = le jour
money-month-first = le mois
money-opening = Le solde avant la première écriture
money-closing = Le solde après la dernière écriture
money-compare = Comparer
money-compare-another = Comparer un autre
money-agrees = Tout concorde.
money-agrees-not = La banque et le livre ne concordent pas.
money-at-the-end = À la fin : { $bank } à la banque, { $book } dans le livre.
money-announced = { $count ->
    [one] Une écriture est annoncée à la banque et pas encore passée.
   *[other] { $count } écritures sont annoncées à la banque et pas encore passées.
  }
money-unknown = À la banque, pas dans le livre
money-missing = Dans le livre, pas à la banque
money-differing = Même référence, autre montant
money-candidates = Pourraient être les mêmes ; leurs références le diraient
money-in-both = Dans les deux
money-bank = Banque
money-same-amount = { $count ->
    [0] son montant, le même jour
    [one] son montant, à un jour près
   *[other] son montant, à { $count } jours près
  }
money-book-it = Inscrire { $much } { $from }

# Passer une créance.
money-assign-title = Passer une créance à quelqu’un
money-assign-much = Combien ? Tout, si laissé vide.
