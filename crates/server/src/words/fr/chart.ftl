# Autour des graphiques.
chart-figures = Les chiffres
chart-others = Autres
chart-not-drawn = non dessiné
chart-leads-back = revient en arrière, non dessiné
chart-nothing = Il n’y a encore rien à dessiner.
