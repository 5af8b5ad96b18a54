const NOM = 'outil';
