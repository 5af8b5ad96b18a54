console.log('{expected} {found} %s %(name)s {0.__class__}');
const total = () => '{expected} {found} {call}';
