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

# Ce qui est signé dans le navigateur.
join-sign-title = Signer ceci ?
join-sign-sign = Signer
join-sign-refused = Rien n’a été enregistré : { $refused }
join-sign-failed = Cela n’a pas pu être fait. Rien n’a été enregistré ; réessayez.
join-sign-differs = Cette page est trop ancienne pour signer, ou le serveur a préparé autre chose. Rien n’a été signé ; rechargez la page.
join-sign-kept = La clé que ce navigateur garde : { $author }
join-sign-without = Votre clé est gardée dans votre navigateur, et seul un script peut signer avec elle. Permettez les scripts sur ce site pour y faire quelque chose ; pour lire, il n’en faut aucun.
join-sign-absent = La clé avec laquelle vous signez est gardée dans un autre navigateur. Ici vous pouvez lire ; pour faire quelque chose, allez au navigateur où vous vous êtes joint.
