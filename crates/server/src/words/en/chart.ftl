# Around charts.
chart-figures = The figures
chart-others = Others
chart-not-drawn = not drawn
chart-leads-back = leads back, not drawn
chart-nothing = There is nothing to draw yet.
