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

# Des accès autres qu’un secret.
join-ways = Ou sans secret
join-way-script = Il faut pour cela des scripts, que ce navigateur n’exécute pas.
join-way-refused = Cela a été refusé : { $refused }
join-way-failed = Cela n’a pas pu être fait. Réessayez, ou choisissez un autre accès.
join-passkey-title = Clé d’accès
join-passkey-what = Avec une clé d’accès, vous vous connectez par le verrou de votre téléphone ou ordinateur : un doigt, un visage, un numéro. Il n’y a rien à retenir. Si votre appareil n’en calcule pas de clé, ce serveur garde la vôtre sous une clé à lui, et qui a tous ses fichiers pourrait signer pour vous ; la liste de vos accès le dit.
join-passkey-enter = Se connecter avec une clé d’accès
join-passkey-make = Créer une clé d’accès
join-passkey-name = Comment l’appeler
join-passkey-added = La clé d’accès a été ajoutée.
join-passkey-stopped = Rien n’a été montré : c’était annulé, trop long, ou cet appareil n’a pas de clé d’accès pour ceci, ou en a déjà une.
join-passkey-by-name = Les clés d’accès demandent un nom dans l’adresse : ouvrez cette page à localhost
join-passkey-nowhere = Ce serveur est joint par un numéro, et les clés d’accès demandent un nom. Qui le tient lui en donne un par --origin.
join-key-title = Une clé qui reste dans ce navigateur
join-key-what = Votre clé peut être créée dans ce navigateur et n’en jamais sortir : le serveur ne peut alors rien signer pour vous. Mais vous ne pouvez agir qu’ici, et si ce navigateur l’oublie (ses données sont effacées, l’appareil est perdu), il faut qu’on vous invite de nouveau.
join-key-ends = Votre secret, vos clés d’accès, vos autres connexions et les jetons de vos programmes prennent fin avec cela.
join-key-is = Votre clé est gardée dans ce navigateur, ou dans un autre des vôtres. Le serveur ne peut rien signer pour vous.
join-key-enter = Se connecter avec la clé de ce navigateur
join-key-make = Créer une clé dans ce navigateur
join-keys-title = Un autre accès
join-keys-all = Toutes vos clés, et où vous êtes connecté
join-journal-title = Les clés qui signent pour vous
join-journal-what = Le journal prend pour vôtre ce que signe chacune d’elles. Révoquez celles dont vous ne vous servez plus.
join-journal-own = celle dont vous vous servez
join-journal-revoke = Révoquer
join-journal-in-use = c’est la clé avec laquelle vous êtes connecté ; connectez-vous d’abord avec une autre

# Inviter quelqu’un.
join-invite-title = Inviter quelqu’un
join-invite-what = La personne que vous invitez reçoit un lien de vous, par une voie à laquelle vous vous fiez. Il la laisse entrer une fois, dans les sept jours ; elle choisit un secret et fait dès lors partie des membres.
join-invite-name = Son nom
join-invite-handle = Son nom court
join-invite-handle-hint = Il tient lieu de nom dans les adresses et ne change jamais. Laissé vide, il est tiré du nom. Une personne déjà inscrite ici et qui n’est jamais entrée est invitée par le nom court qu’elle a.
join-invite-role = Un rôle dès le début
join-invite-no-role = Aucun
join-invite-make = Faire le lien
join-invite-made = Le lien est prêt
join-invite-give = Donnez ce lien à { $name }, et à personne d’autre : la première personne qui l’ouvre est { $name } ici.
join-invite-link = Lien d’invitation
join-invite-once = Il n’est montré que maintenant. S’il se perd, retirez-le et invitez la personne sous un autre nom court.
join-invite-another = Inviter quelqu’un d’autre
join-invite-shown = Ce lien a déjà été montré, ou n’a jamais été fait. Les liens ne sont montrés qu’une fois.
join-invite-mine = Invitations en attente
join-invite-who = Pour qui
join-invite-made-on = Faite le
join-invite-until = Valable jusqu’au
join-invite-late = trop tard
join-invite-withdraw = Retirer
join-invite-withdraw-what = Un lien retiré ne laisse entrer personne. Le membre reste sur la liste, sans moyen d’entrer.
