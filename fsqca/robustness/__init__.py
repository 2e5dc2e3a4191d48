"""How much to believe a solution: what changes when cut-offs, anchors, cases or chance change."""
