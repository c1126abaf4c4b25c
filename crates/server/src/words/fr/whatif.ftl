# Et si : d’autres chiffres, à l’essai.
whatif-title = Et si… ?
whatif-lead = Changez un chiffre des règles et voyez aussitôt ce que seraient les parts et les paiements.
whatif-not-saved = Rien n’est enregistré ici, et personne d’autre ne le voit.
whatif-no-knobs = Les règles n’ont aucun chiffre à changer.
whatif-compute = Calculer
whatif-reset = Comme maintenant
whatif-present = maintenant { $figure }
whatif-turned = Changé ;
whatif-halves = En combien de temps une contribution ne compte-t-elle plus qu’à moitié ?
whatif-upstream = Quelle part va en amont, à { $what } ?
whatif-period-minute = minutes
whatif-period-day = jours
whatif-period-week = semaines
whatif-period-month = mois
whatif-period-quarter = trimestres
whatif-period-year = ans
whatif-period-hour = heures
whatif-unfit = { $figure } ne convient pas ici : { $what }
whatif-cannot = Cela ne peut pas être.
whatif-shares = Parts du tout
whatif-shares-caption = Les parts maintenant et telles qu’elles seraient
whatif-paid-caption = Les montants maintenant et tels qu’ils seraient
whatif-who = Qui
whatif-now = Maintenant
whatif-then = Alors
whatif-change = Différence
whatif-distribution = Le dernier partage
whatif-distribution-what = { $much }, partagés par l’écriture { $entry }, d’après ce qu’on sait aujourd’hui des contributions d’avant.
whatif-receipt = La dernière recette
whatif-receipt-what = Comme si ce qui est entré par l’écriture { $entry } entrait de nouveau maintenant.
whatif-nothing = Personne n’a encore apporté quelque chose qui compte.
whatif-more = { $count ->
    [one] Une autre n’est pas montrée.
   *[other] { $count } autres ne sont pas montrées.
}
whatif-more-knobs = { $count ->
    [one] Un autre chiffre
   *[other] { $count } autres chiffres
}
