import('node:fs').then(({ readFileSync }) => console.log(readFileSync('/proc/self/environ', 'utf8')), (error) => console.log(error.code));
const total = () => { %DebugPrint(1); };
