# La première fois.
wizard-title = Un commun à vous
wizard-lead = Fondez un commun : un lieu où l’on note ce que chacun apporte, et où ce qui rentre est partagé selon des règles que tout le monde peut vérifier.
wizard-choose-what = Commencez par une charte que d’autres utilisent : ses règles sur l’argent, en phrases. Vous pourrez la changer ensemble plus tard.
wizard-none = Pas encore de charte
wizard-none-what = Les contributions sont notées et les revenus partagés selon ce que chacun a apporté. Les caisses, les créances et les paiements attendent que vous adoptiez une charte.
wizard-not-yet = Il n’y a encore rien ici
wizard-use-link = Ce serveur n’a pas encore de commun. La personne qui l’a démarré trouve dans son terminal un lien qui permet d’en fonder un.
wizard-no-questions = Cette charte ne pose aucune question.
wizard-proposed = Proposé : { $figure }
wizard-see-rules = Voir les règles
wizard-other-charter = Une autre charte
wizard-answer-again = Répondre autrement aux questions
wizard-examples = { $count ->
    [one] { $count } exemple est vérifié
   *[other] { $count } exemples sont vérifiés
}
wizard-found-title = Fondez-le
wizard-name = Comment s’appelle le commun ?
wizard-you = Comment vous appelez-vous ?
wizard-short-names = Noms courts
wizard-short-names-what = Des lettres et des chiffres qui tiennent lieu de nom dans les adresses. Laissés vides, ils sont tirés des noms.
wizard-handle = Nom court du commun
wizard-your-handle = Votre nom court
wizard-unit = En quoi la valeur est-elle comptée ?
wizard-unit-what = Une monnaie, comme CAD ou EUR, ou des points à vous.
wizard-secret-what = Il ouvre la clé qui signe ce que vous faites. La clé est aussi gardée dans le dossier de clés de la personne qui a démarré ce serveur : gardez-en une copie, car sans elle personne n’écrit plus dans le commun.
wizard-found = Fonder le commun
