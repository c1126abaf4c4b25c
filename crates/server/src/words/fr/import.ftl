# Reprendre ce que disent d’autres fichiers.
import-title = Importer
import-what = Une feuille de temps ou un document ValueFlows est lu ici et raconté avant que rien ne soit enregistré. Reprendre deux fois le même fichier n’ajoute que ce qui est nouveau.
import-key-in-browser = Votre clé reste dans votre navigateur, qui signe une chose après l’autre. Les fichiers entiers sont repris par un membre dont le serveur garde la clé, ou dans le terminal avec `subak import`.
import-form = Ce que c’est
import-csv = Une feuille de temps (CSV)
import-valueflows = Un document ValueFlows (JSON-LD ou YAML)
import-file = Fichier
import-limit = 20 Mo au plus. Il est effacé d’ici après une demi-heure.
import-look = Le regarder
import-example = À quoi ressemble une feuille de temps
import-example-what = La première ligne nomme les colonnes. Les personnes sont reconnues à leur nom ; les projets qui manquent sont ajoutés.
import-reading = Lecture de { $name }…
import-writing = { $count ->
    [one] Signature et enregistrement de { $count } contribution…
   *[other] Signature et enregistrement de { $count } contributions…
}
import-done = Enregistré, des entrées { $first } à { $last }.
import-refused = Rien n’a été enregistré. Corrigez ceci dans le fichier et renvoyez-le :
import-another = Un autre fichier
import-gone = Ce qui a été envoyé n’est plus ici : cela attend une demi-heure, et seulement la personne qui l’a envoyé.
import-found = Voici ce que { $name } ajouterait. Rien n’est encore enregistré.
import-new = { $count ->
    [one] { $count } nouvelle contribution ou fiche
   *[other] { $count } nouvelles contributions ou fiches
}
import-agents = { $count ->
    [one] { $count } nouveau nom sur la liste des personnes
   *[other] { $count } nouveaux noms sur la liste des personnes
}
import-already = { $count ->
    [one] { $count } y est déjà
   *[other] { $count } y sont déjà
}
import-notes = À savoir avant
import-namesakes = Un autre agent porte le même nom : { $names }.
import-ahead = { $count ->
    [one] { $count } ligne est datée d’après maintenant et prise comme de maintenant.
   *[other] { $count } lignes sont datées d’après maintenant et prises comme de maintenant.
}
import-changed = La ligne { $line } dit autrement ce que dit l’entrée { $entry }. Si elle la remplace, annulez l’entrée.
import-nothing-new = Rien n’est nouveau : tout y est déjà.
import-first = { $count ->
    [one] Ce qui est ajouté
   *[other] Les { $count } premières choses ajoutées
}
import-take = { $count ->
    [one] La reprendre
   *[other] Reprendre les { $count }
}
import-take-what = Elles sont enregistrées ensemble, toutes ou aucune, signées par vous.
