# Ce qui s’est passé, en phrases ; et d’où vient un chiffre.
why-outside = l’extérieur
why-undistributed = pas encore partagé
why-issuer = qui l’émet
why-held = mis de côté
why-payable = { $who } (à verser)
why-did-accept = { $who } a pris en charge { $what }
why-did-cite = { $who } a cité { $what }
why-did-combine = { $who } a emballé { $what }
why-did-consume = { $who } a utilisé jusqu’au bout { $what }
why-did-copy = { $who } a copié { $what }
why-did-deliverService = { $who } a fourni { $what }
why-did-dropoff = { $who } a déposé { $what }
why-did-lower = { $who } a décompté { $what }
why-did-modify = { $who } a rendu { $what }
why-did-move = { $who } a déplacé { $what }
why-did-pickup = { $who } a pris { $what }
why-did-produce = { $who } a fabriqué { $what }
why-did-raise = { $who } a compté { $what }
why-did-separate = { $who } a déballé { $what }
why-did-transfer = { $who } a donné { $what }
why-did-transferAllRights = { $who } a cédé les droits sur { $what }
why-did-transferCustody = { $who } a remis { $what }
why-did-use = { $who } s’est servi de { $what }
why-did-work = { $who } a travaillé { $what }
why-into = dans { $what }
why-in = dans { $what }
why-to = à { $what }
why-for = pour { $what }
why-under = selon { $what }
why-as = comme { $what }
why-about = à propos de { $what }
why-as-gift = , en don
why-as-paid = , payé autrement
why-correcting = , ce qui corrige l’écriture { $entry }
why-less = { $much } de moins
why-much-on = { $much } sur { $name }
why-much-of = { $much } de { $name }
why-name-for = { $name } pendant { $much }
why-noted = { $said } : « { $note } »
why-quoted = « { $name } »
why-the-entry = l’écriture { $entry }
why-act-found = { $by } a fondé { $name }, où la valeur se compte en { $unit }
why-act-add-agent = { $by } a ajouté { $name }
why-act-add-key = { $by } a permis à { $name } de signer avec la clé { $key }…
why-act-revoke-key = { $by } a retiré la clé { $key }… à { $name }
why-act-add-unit = { $by } a ajouté l’unité { $name } ({ $code })
why-act-add-kind = { $by } a ajouté la sorte { $name }
why-act-add-process-kind = { $by } a ajouté la sorte de processus { $name }
why-act-add-resource = { $by } a ajouté la ressource { $name }
why-act-add-process = { $by } a commencé le processus { $name }
why-act-finish = { $by } a terminé { $name }
why-act-add-agreement = { $by } a ajouté l’accord { $name }
why-act-add-record = { $by } a gardé le plan { $name } ({ $class })
why-act-revise-record = { $by } a revu le plan { $name }
why-act-withdraw-record = { $by } a retiré le plan { $name }
why-act-add-claim = { $by } a énoncé la créance { $name }
why-act-describe = { $by } a décrit { $name } autrement
why-act-accept = { $by } a accepté l’écriture { $entry }
why-act-contest = { $by } a contesté l’écriture { $entry }
why-act-equation = { $by } a fixé l’équation « { $name } »
why-act-distribute = { $by } a partagé { $much } pour { $name }
why-act-reverse = { $by } a annulé l’écriture { $entry }
why-act-adopt = { $by } a adopté la charte « { $name } »
why-act-amend = { $by } a modifié la charte « { $name } »
why-act-pay = { $by } a payé { $much } à { $name }
why-act-pay-from = { $by } a payé { $much } à { $name } depuis { $from }
why-act-receive = { $by } a reçu { $much } pour { $name }
why-act-report = { $by } a déclaré { $much }
why-act-request = { $by } a demandé { $name }
why-act-demand = { $by } a demandé à { $name } de payer { $much }
why-act-agree = { $by } a accepté ce que demande l’écriture { $entry }
why-act-decline = { $by } a décliné ce que demande l’écriture { $entry }
why-act-hold = { $by } a mis { $much } de côté pour { $name } jusqu’au { $until }
why-act-commit = { $by } a payé { $much } de ce que l’écriture { $entry } a mis de côté
why-act-cancel = { $by } a libéré ce que l’écriture { $entry } a mis de côté
why-act-decision = { $by } a noté que { $name } est passé
why-act-role = { $by } a donné à { $name } le rôle { $role }
why-act-role-gone = { $by } a retiré à { $name } le rôle { $role }
why-act-pay-out = { $count ->
    [one] { $by } a versé un paiement
   *[other] { $by } a versé { $count } paiements
}
why-act-catch-up = { $by } a fait ce qui était échu
why-act-assign = { $by } a cédé { $much } de { $class } à { $name }
why-moved = { $much } : de { $from } à { $to }
why-faded = { $to } a reçu { $much } que d’autres ont perdus avec le temps, de { $from }
why-owed-more = { $class } doit { $much } de plus à { $who }
why-owed-less = { $class } doit { $much } de moins à { $who }
why-claim-paid = { $who } a reçu { $much } de { $class }
why-claim-taken-back = le paiement de { $much } de { $class } à { $who } a été annulé
why-aside-for = { $much } de { $from } restent de côté pour { $to } jusqu’au { $due }
why-aside = { $much } de { $from } restent de côté jusqu’au { $due }
why-goes-on = cela continue le { $due }
why-ended-done = ce que l’écriture { $entry } avait remis à plus tard a eu lieu
why-ended-committed = ce que l’écriture { $entry } avait mis de côté a été payé
why-ended-cancelled = ce que l’écriture { $entry } avait mis de côté a été libéré
why-ended-expired = ce que l’écriture { $entry } avait mis de côté est revenu, le délai passé
why-ended-failed = ce que l’écriture { $entry } avait remis à plus tard n’a pas pu avoir lieu
why-role = { $name } a maintenant le rôle { $role }
why-role-gone = { $name } n’a plus le rôle { $role }
why-released = { $name } appartient maintenant à tout le monde
why-released-not = { $name } n’appartient plus à tout le monde
why-opened = la décision « { $name } » est à prendre
why-missed = cela n’a pas pu avoir lieu : { $why }
why-missed-for = cela n’a pas pu avoir lieu pour { $who } : { $why }
why-title-share = Pourquoi { $who } a cette part de { $what }
why-title-balance = Pourquoi { $who } a ce solde en { $unit }
why-title-distribution = Pourquoi ce partage, pour { $what }
why-share-none = Aucune de ses contributions ne compte ici ; il n’y a donc pas de part.
why-share-lead = { $count ->
    [one] Une contribution compte. Ouvrez-la pour voir sur quoi repose sa valeur.
   *[other] { $count } contributions comptent, chacune pour sa partie du tout. Ouvrez-en une pour voir sur quoi repose sa valeur.
}
why-balance-none = Rien n’a jamais été inscrit ici.
why-balance-lead = { $count ->
    [one] Une ligne l’a fait.
   *[other] { $count } lignes l’ont fait ; leur somme est ce solde.
}
why-distribution-lead = Recalculé à partir des écritures précédentes : les parts sont les mêmes. Ouvrez la part de quelqu’un pour voir les contributions qu’elle paie.
why-event-lead = Ce que cela ajoute en soi, et pourquoi.
why-more = { $count ->
    [one] Encore une
   *[other] Encore { $count }
}
why-left = { $count ->
    [one] Une autre n’est pas montrée.
   *[other] { $count } autres ne sont pas montrées ; le journal les a toutes.
}
why-hidden = { $count ->
    [one] Une autre étape ne vous est pas montrée.
   *[other] { $count } autres étapes ne vous sont pas montrées.
}
why-open-entry = Ouvrir l’écriture dans le journal
why-nothing-moved = Aucun argent n’a bougé.
why-opening = ce qu’il y avait avant
why-upstream = { $said } (en amont, dans { $what })
why-corrected = { $said }, corrigé à { $much }
why-basis-corrects = cela change ce que compte cette écriture :
why-basis-left-out = c’est contesté, cela attend d’être accepté, ou l’équation ne le compte pas
why-basis-reversed = cela a été annulé
why-basis-passes = cela transmet la valeur de ce qui a servi
why-basis-stated = la valeur énoncée
why-basis-money = l’argent lui-même
why-basis-rate = { $rate } par { $per }, un taux de l’équation « { $name } »
why-basis-nothing = aucun taux de l’équation n’y correspond
why-rate-kind = pour { $what }
why-rate-by = par { $what }
why-rate-of = pour { $what }
why-time-left = { $said }, dont le temps a laissé { $part }
why-line-from = de { $who }
why-line-to = à { $who }
why-line-back-from = repris de { $who }
why-line-back-to = repris par { $who }
why-line-faded = perdu avec le temps
why-by-rule = { $said }, { $rule }
why-rule = par la règle « { $name } » (version { $version } de la charte)
why-unit-one = { $count ->
    [one] pièce
   *[other] pièces
}
why-unit-hour = { $count ->
    [one] heure
   *[other] heures
}
why-unit-minute = { $count ->
    [one] minute
   *[other] minutes
}
why-unit-day = { $count ->
    [one] jour
   *[other] jours
}
why-unit-week = { $count ->
    [one] semaine
   *[other] semaines
}
why-unit-month = { $count ->
    [one] mois
   *[other] mois
}
why-unit-year = { $count ->
    [one] an
   *[other] ans
}
why-unit-commit = { $count ->
    [one] commit
   *[other] commits
}
why-unit-line = { $count ->
    [one] ligne
   *[other] lignes
}
why-basis-rate-then = { $rate } par { $per }, un taux de l’équation d’alors
