# Ce que dit une charte, en français du Canada. Le format : https://projectfluent.org.
# Les noms et les chiffres arrivent en texte; `count` choisit le pluriel.

# Joints

quoted = « { $what } »
list = { $before } et { $last }
and = et
or = ou
then = ; puis{" "}

# Chiffres

percent = { $what } %
quantity = { $number } { $unit }
negative = −{ $what }
plus = { $one } + { $other }
minus = { $one } − { $other }
times = { $one } × { $other }
over = { $one } ÷ { $other }
per = { $one } par { $unit }
part-of = { $one } de { $other }
smaller = la plus petite valeur entre { $one } et { $other }
larger = la plus grande valeur entre { $one } et { $other }
square-root = la racine carrée de { $what }
the-amount = la somme
money = argent
otherwise = dans tous les autres cas

time-second = { $count ->
    [one] { $number } seconde
   *[other] { $number } secondes
}
time-minute = { $count ->
    [one] { $number } minute
   *[other] { $number } minutes
}
time-hour = { $count ->
    [one] { $number } heure
   *[other] { $number } heures
}
time-day = { $count ->
    [one] { $number } jour
   *[other] { $number } jours
}
time-week = { $count ->
    [one] { $number } semaine
   *[other] { $number } semaines
}
time-month = { $number } mois
time-quarter = { $count ->
    [one] { $number } trimestre
   *[other] { $number } trimestres
}
time-year = { $count ->
    [one] { $number } an
   *[other] { $number } ans
}
time-name = { $time ->
    [second] seconde
    [minute] minute
    [hour] heure
    [day] jour
    [week] semaine
    [month] mois
    [quarter] trimestre
   *[year] an
}
each-minute = chaque minute
each-hour = chaque heure
each-day = chaque jour
each-week = chaque semaine
each-month = chaque mois
each-quarter = chaque trimestre
each-year = chaque année
each-days = { $count ->
    [one] chaque période de { $number } jour
   *[other] chaque période de { $number } jours
}
month-name = { $count ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
date = { $count ->
    [1] { $day }er { $month } { $year }
   *[other] { $day } { $month } { $year }
}

of-balance = l’avoir de { $who } en { $unit }
of-income = les entrées de { $who } en { $unit }
of-spending = les dépenses de { $who } en { $unit }
of-age = le temps écoulé depuis l’arrivée de { $who }
of-since = le temps écoulé depuis la dernière émission de { $unit } en faveur de { $who }
of-supply = la masse totale de { $unit }
of-number = le nombre de titulaires ({ $role })
of-owed = le montant encore dû à { $who }{ $by }
of-paid = le montant déjà versé à { $who }{ $by }
of-share = la part de { $who }{ $by }
of-by = {" "}selon { $what }
of-other = { $what } de { $who }
over-last = {" "}dans la dernière période de { $what }
votes-yes = le total des voix pour
votes-no = le total des voix contre
votes-turnout = le taux de participation
votes-conviction = le total des voix pour qui ont mûri
votes-electorate = le total des voix de l’électorat

# Conditions

is-equal = { $one } égale { $other }
is-unequal = { $one } diffère de { $other }
is-less = { $one } reste en dessous de { $other }
is-at-most = { $one } ne dépasse pas { $other }
is-more = { $one } dépasse { $other }
is-at-least = { $one } atteint au moins { $other }
has-equal = { $who } a exactement { $amount }
has-unequal = { $who } a plus ou moins que { $amount }
has-less = { $who } a moins de { $amount }
has-at-most = { $who } a au plus { $amount }
has-more = { $who } a plus de { $amount }
has-at-least = { $who } a au moins { $amount }
not = il est faux que { $what }

# Qui

own-role = { $start ->
    [member] membre
    [person] personne
    [organisation] organisation
   *[founder] membre fondateur
}
one-of-role = { $start ->
    [member] un membre
    [person] une personne
    [organisation] une organisation
    [founder] un membre fondateur
   *[other] quiconque ayant le rôle { $role }
}
all-of-role = { $start ->
    [member] tous les membres
    [person] toutes les personnes
    [organisation] toutes les organisations
    [founder] tous les membres fondateurs
   *[other] quiconque ayant le rôle { $role }
}
is-a = { $start ->
    [member] { $who } est membre
    [person] { $who } est une personne
    [organisation] { $who } est une organisation
    [founder] { $who } est membre fondateur
   *[other] { $who } a le rôle { $role }
}
is-not-a = { $start ->
    [member] { $who } n’est pas membre
    [person] { $who } n’est pas une personne
    [organisation] { $who } n’est pas une organisation
    [founder] { $who } n’est pas membre fondateur
   *[other] { $who } n’a pas le rôle { $role }
}
that-one = { $start ->
    [member] ce membre
    [person] cette personne
    [organisation] cette organisation
   *[founder] ce membre fondateur
}
one-called = { $what } ({ $name })
anyone-called = quiconque ({ $what })
unnamed-member = un membre
outside = l’extérieur
nowhere = nulle part
bank = le compte bancaire de { $what }

# Où vont les sommes

rounded-up = {" "}(arrondi vers le haut)
rounded-down = {" "}(arrondi vers le bas)
rounded-half-even = {" "}(arrondi au plus proche, les moitiés au pair)
rounded-fair = {" "}(arrondi vers le bas; le reste est retenu pour la prochaine fois)
rounded-up-to = {" "}(arrondi vers le haut au multiple de { $what })
rounded-down-to = {" "}(arrondi vers le bas au multiple de { $what })
rounded-half-even-to = {" "}(arrondi au plus proche multiple de { $what }, les moitiés au pair)
rounded-fair-to = {" "}(arrondi vers le bas au multiple de { $what }; le reste est retenu pour la prochaine fois)
to = vers { $what }
among-equally = à parts égales entre { $what }
among-by = entre { $role }, en proportion de ceci : { $by }
by-equation = selon les parts de { $what }
by-equation-on = selon les parts de { $what } dans { $on }
cap = , { $what }
cap-once = au plus { $most } à chaque fois
cap-per = au plus { $most } par { $per } en tout
cap-each = au plus { $most } { $each }
cap-per-each = au plus { $most } par { $per } { $each }
detail = { $name } en { $unit }
tier = ({ $number }) { $tier }
tier-when = {" "}si { $what }
portion-all = { $what } du tout
portion-net = { $what } de ce que laissent les paliers du dessus
portion-rest = { $what } de ce qui reste alors
portion-first = ce qui reste, jusqu’à { $what },
portion-all-the-rest = tout le reste

# Règles

rule = { $trigger }{ $when } : { $actions }.
rule-when = {" "}et que { $what }
with-details = , en déclarant { $what }
on-transfer = Quand un transfert en { $unit } a lieu
on-transfer-from = Quand { $from } transfère une somme en { $unit }
on-transfer-to = Quand { $to } reçoit une somme en { $unit }
on-transfer-from-to = Quand { $from } transfère une somme en { $unit } à { $to }
on-report = Quand { $by } déclare un chiffre en { $unit }{ $about }
on-for = {" "}pour { $what }
on-confirmed = {" "}et que { $what } le confirme
on-request = Quand { $by } fait la demande { $name }{ $of }{ $about }
on-amount-of = {" "}avec une somme en { $what }
on-every = À la clôture de { $what }
on-every-for-each = { $start ->
    [member] À la clôture de { $what }, pour chaque membre
    [person] À la clôture de { $what }, pour chaque personne
    [organisation] À la clôture de { $what }, pour chaque organisation
    [founder] À la clôture de { $what }, pour chaque membre fondateur
    [label] À la clôture de { $what }, pour chaque titulaire du rôle { $role } ({ $name })
   *[other] À la clôture de { $what }, pour chaque titulaire du rôle { $role }
}
on-reached = Quand un versement porte { $pool } à { $level } ou plus
on-passes = Quand la décision { $decision } est adoptée{ $about }
on-about = {" "}au sujet de { $what }
on-paid = Quand la dernière créance de { $what } est payée
on-date = À la date du { $what }
do-send = envoyer { $amount } de { $from } { $end }
do-issue = émettre { $amount } { $end }
do-retire = retirer { $amount } de { $from } de la circulation{ $end }
do-split = répartir { $amount } de { $from } : { $end }
do-pour = verser { $amount } de { $from } dans la cascade { $end }
do-share = partager { $amount } de { $from } { $end }
do-convert = convertir { $amount } de { $from } au taux { $rate }, le résultat allant vers { $end }
do-owe = devoir désormais { $amount } de plus à { $to } au titre de { $claim }
do-hold = mettre de côté { $amount } de { $from } pendant { $span }, et ensuite { $then }
do-after = après { $span }, { $then }
do-grant = donner à { $who } le rôle { $role }
do-revoke = retirer à { $who } le rôle { $role }
do-open = ouvrir la décision { $decision }{ $about }
do-refuse = refuser le tout : { $what }
do-let = appeler { $name } la valeur { $be }

# Déclarations

heading-charter = Charte { $what }
heading-setting = Réglage { $what }
heading-unit = Unité { $what }
heading-pool = Caisse { $what }
heading-role = Rôle { $what }
heading-rate = Taux { $what }
heading-measure = Mesure { $what }
heading-table = Barème { $what }
heading-claim = Créances { $what }
heading-waterfall = Cascade { $what }
heading-equation = Équation { $what }
heading-rule = Règle { $what }
heading-law = Loi { $what }
heading-decision = Décision { $what }
heading-change = Changement : { $what }
heading-example = Exemple { $what }
head-for = Pour qui : { $what }
head-promises = Ce qu’elle promet : { $what }
setting-is = Ici, { $name } vaut { $value }.
pool-holds-any = Elle peut contenir toute unité.
pool-holds = Elle contient { $what } et rien d’autre.
pool-kept = Outre les règles, peut y puiser à la main : { $what }.
pool-by-rule = Seules les règles y puisent.
pool-lowest = Elle peut descendre à { $what }, pas plus bas.
pool-never-below = Elle ne descend jamais sous zéro.
role-meets = Il revient à quiconque ({ $who }) remplit cette condition : { $condition }.
role-granted = Il est donné par { $what }.
role-granted-once = Il est donné par { $what }, à charge de veiller à ce que personne ne l’ait deux fois.
role-open = Le prend qui veut.
rate-gives = Pour un { $per } qui entre, il sort { $gives }{ $rounding }{ $caps }.
measure-is = Pour chaque { $of }, { $name } vaut ceci : { $value }.
table-gives = La valeur donnée pour { $of } est en { $unit }; exactement un cas s’applique.
table-gives-number = La valeur donnée pour { $of } est un nombre; exactement un cas s’applique.
table-row = Si { $when } : { $value }.
law-holds = Ceci reste vrai après chaque écriture, sinon l’écriture est refusée : { $what }.
change-rule = la règle { $what }
change-rules = les règles
change-everything = tout
change-part = { $part } de { $name }
change-needs = Pour changer { $what }, il faut que la décision { $needs } soit adoptée.

# Unités

kind-money = C’est de la monnaie : quelqu’un en répond, et elle peut tout payer.
kind-mutual-credit = C’est du crédit mutuel : il naît en payant, et le plus d’un membre est le moins d’un autre.
kind-voucher = C’est un bon : la promesse d’une chose précise.
kind-claim = C’est une créance : ce qui est dû à quelqu’un.
kind-standing = C’est de la réputation : elle se gagne, elle ne s’achète, ne se vend ni ne se prête.
kind-vote = C’est une voix : elle ne s’achète, ne se vend ni ne se prête.
kind-thanks = C’est un remerciement : il se donne, et qui le reçoit ne le dépense pas.
kind-metric = C’est un chiffre que l’on déclare; il n’appartient à personne.
unit-counted = { $count ->
    [0] Elle se compte en nombres entiers.
    [one] Elle se compte avec { $number } décimale.
   *[other] Elle se compte avec { $number } décimales.
}
unit-counted-in = { $count ->
    [0] Elle se compte comme { $base }, en nombres entiers.
    [one] Elle se compte comme { $base }, avec { $number } décimale.
   *[other] Elle se compte comme { $base }, avec { $number } décimales.
}
unit-issued = Elle est émise par { $what }.
unit-issued-by-rules = Seules les règles l’émettent.
unit-issued-against = Elle est émise par { $what }, et chacune est couverte par { $amount } de { $of }.
unit-lowest = Un solde peut descendre à { $what }, pas plus bas.
unit-never-below = Aucun solde ne descend sous zéro.
unit-highest = Un solde peut monter à { $what }, pas plus haut.
limit-table = ce que donne le barème { $what } pour qui la détient
unit-decays = Elle perd { $part } { $each }, par étapes ({ $applied }){ $after }; { $into }.
decays-into = ce qui est perdu va vers { $what }
decays-nowhere = ce qui est perdu disparaît
decays-after = , à partir de { $what } après son début
passes-freely = Qui la détient peut la transmettre à quiconque.
passes-never = Personne ne peut la transmettre.
passes-within-members = Les membres peuvent la transmettre à des membres et à des caisses.
passes-by-rule = Seules les règles la transmettent.
passes-between = Elle se transmet entre { $one } et { $other }, dans les deux sens.
seen-everyone = Tout le monde peut la voir.
seen-members = Les membres peuvent la voir.
seen-holder = Seul qui la détient peut la voir.
seen-role = Seul peut la voir : { $what }.
unit-ends = Elle prend fin le { $day }; ce qui reste va alors vers { $into }.
unit-worth = On peut se dire que l’une vaut { $what }; aucun calcul n’en dépend.

# Créances, cascades et décisions

claim-in = Ce qui est dû se compte en { $what }.
lasts-until-paid = Elles durent jusqu’au paiement; personne ne reçoit plus que son dû.
lasts-once = Elles participent au prochain versement, puis plus.
lasts-for-ever = Elles participent pour toujours; ce qui est dû n’est que leur poids.
shared-pro-rata = Un versement se partage en proportion de ce qui est dû à chacun.
shared-equally = Un versement se partage à parts égales.
shared-in-order = Un versement va d’abord à la plus ancienne créance.
claim-not-before = Rien n’est versé avant le { $what }.
claim-cap = De tous les versements, elles prennent { $what }.
claim-passes-never = Elles ne se transmettent pas.
claim-overflow = Ce qu’elles ne prennent plus va vers { $what }.
claim-overflow-falls = Ce qu’elles ne prennent plus reste pour les paliers suivants.
claim-release = Avec le dernier versement, { $what } passe aux communs.
waterfall-of = Une somme en { $what } descend ces paliers, dans cet ordre; chacun ne prend que ce que laissent ceux du dessus.
waterfall-of-with = Une somme en { $unit }, déclarée avec { $details }, descend ces paliers, dans cet ordre; chacun ne prend que ce que laissent ceux du dessus.
decision-asks = Elle consulte { $asks }; chaque voix pèse { $weighs }.
decision-passes = Elle est adoptée quand { $what }.
decision-open = Elle reste ouverte { $what }.
decision-builds = Une voix mûrit de la moitié de ce qui lui manque tous les { $what }.
decision-details = Une proposition indique { $what }.
decision-recorded = Son résultat est consigné par { $what }.
decision-recorded-unsaid = Son résultat est consigné par un membre fondateur.

# Équations

counts-in = Elle compte en { $what }.
counts-at-once = Une inscription compte dès qu’elle est faite.
counts-accepted = Une inscription compte quand elle est acceptée, ou quand elle ne peut plus être contestée.
contest = Une inscription peut être contestée pendant { $what }.
contest-unsaid = Une inscription peut être contestée pendant 14 jours.
use-until-paid = L’usage d’un équipement rapporte jusqu’à ce que l’équipement soit remboursé.
use-once = L’usage d’un équipement rapporte une fois.
use-for-ever = L’usage d’un équipement rapporte pour toujours.
halves = Ce qui est passé compte moitié moins tous les { $what }.
halves-never = Ce qui a été fait il y a longtemps compte autant que ce qui est fait aujourd’hui.
modulator = Ce qui est compté est multiplié selon { $by } : { $steps }.
by-quality = sa qualité
by-seniority = l’ancienneté de qui contribue
by-frequency = l’assiduité de qui contribue
by-priority = la priorité de la tâche
step-from = à partir de { $from } par { $factor }
step-word = pour { $word } par { $factor }
only-roles = Seuls ces rôles comptent : { $what }.
only-kinds = Seuls ces genres de travail comptent : { $what }.
without = Elle laisse de côté { $what }.
upstream = { $part } remonte vers celles et ceux qui ont fait { $to }.
worth-is = { $what } vaut { $value } par { $per }.
worth-work = Le travail
worth-material = Le matériel
worth-use = L’usage d’un équipement
worth-production = La production
worth-citation = Le fait d’être cité
worth-as = {" "}comme { $what }
worth-of = {" "}du genre { $what }
worth-by = {" "}par { $what }
worth-on = {" "}sur { $what }

# Exemples

step = { $what }.
is-refused = { $what } : cela est refusé
is-refused-by = { $what } : cela est refusé (`{ $by }`)
story-given = { $count ->
    [one] { $who } est membre
   *[other] { $who } sont membres
}
story-given-has = Au départ, { $who } a { $amount }
story-given-setting = Dans cet exemple, { $setting } vaut { $figure }
story-has = Maintenant, { $who } a { $amount }
story-arrives = De l’extérieur, { $amount } arrive à { $to }{ $with }
story-pays = { $from } paie { $amount } à { $to }{ $with }
story-reports = { $who } déclare { $amount }{ $end }
story-confirms = { $what } confirme
story-declines = { $what } décline
story-requests = { $who } fait la demande { $name }{ $end }
story-of = {" "}avec { $what }
story-for = {" "}pour { $what }
story-with = , en déclarant { $what }
story-detail = { $name } { $amount }
story-passes = La décision { $decision } est adoptée{ $end }
story-becomes = { $who } reçoit le rôle { $role }
story-works = { $who } travaille { $effort }{ $end }
story-after = Il s’écoule { $what }
story-on = Vient le { $what }
story-repeat = { $number } fois : { $step }
story-owed = Maintenant, il est dû { $amount } à { $who } au titre de { $claim }
story-released = { $what } passe aux communs
story-share = Maintenant, la part de { $who } selon { $equation } est de { $part }
story-supply = Maintenant, il y a { $amount } de { $unit } en tout
