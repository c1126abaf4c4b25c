# Se connecter et se joindre.
join-enter-title = Se connecter
join-handle = Votre nom court
join-secret = Votre secret
join-enter-how = Si vous n’avez pas encore d’accès, demandez un lien d’invitation à un membre. Qui tient ce serveur trouve un lien dans son terminal.
join-title = Bienvenue à { $commons }
join-invited = { $by } vous invite sous le nom de { $name }. Choisissez un secret : il ouvre la clé qui signe ce que vous faites ici. Personne ne peut le lire, et personne ne peut vous en donner un autre si vous l’oubliez.
join-entry = Ce lien vous fait entrer sous le nom de { $name }, une seule fois.
join-new-secret = Votre nouveau secret
join-secret-hint = Au moins { $count } caractères. Quelques mots qui n’appartiennent qu’à vous se retiennent facilement.
join-join = Se joindre
join-go-in = Entrer
