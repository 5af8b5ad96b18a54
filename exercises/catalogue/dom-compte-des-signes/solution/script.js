const message = document.querySelector('#message');
const reste = document.querySelector('#reste');
const PLUS_LONG = 40;

function signes(nombre) {
  return `${nombre} signe${nombre > 1 ? 's' : ''}`;
}

message.addEventListener('input', () => {
  const libres = PLUS_LONG - message.value.length;
  reste.textContent = libres >= 0 ? `Il reste ${signes(libres)}` : `${signes(-libres)} de trop`;
  reste.classList.toggle('trop', libres < 0);
});
