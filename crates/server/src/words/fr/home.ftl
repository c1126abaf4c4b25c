# L'accueil : ce qui est entré, ce qui se passe, qui s'est joint, ce qui attend.
home-log = Qu'avez-vous fait ?
home-log-hint = Combien, quoi, sur quoi, comme quoi.
home-log-more = D'autres façons de noter
home-pay = Payer quelqu'un
home-my-share = Ma part
home-people = Personnes
home-waits = Ce qui vous attend
home-nothing-waits = Rien ne vous attend.
home-came-in = Ce qui est entré
home-nothing-came = Rien n'est encore entré. Ce qui entrera sera partagé selon les règles et montré ici.
home-going-on = Ce qui se passe
home-joined = Qui s'est joint
home-all-people = Tout le monde
home-shared = pour { $target }, partagé entre { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
home-shared-by-reference = { $reference }, pour { $target }, partagé entre { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
home-received = { $reference }, pour { $to }
home-asks = { $by } vous demande { $amount }.
home-asks-for = { $by } vous demande de payer { $amount } à { $other }.
home-reports = { $by } déclare { $amount } et attend votre parole.
home-reports-of = { $by } déclare { $amount } de { $other } et attend votre parole.
home-set-aside = { $amount } de { $from } est mis de côté pour { $to }
home-until = jusqu'au
home-accept = Accepter
home-decline = Refuser
home-what-it-is = { $commons } est un commun : chacun y note ce qu'il donne, et ce qui entre est partagé selon des règles que tous peuvent lire et vérifier.
home-how-to-join = On y entre sur l'invitation d'un membre.
home-pools = Ce qu'a le commun
home-pool = Caisse
home-balance = Solde
home-read-rules = Lire les règles
