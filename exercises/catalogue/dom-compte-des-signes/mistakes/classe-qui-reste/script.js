const message = document.querySelector('#message');
const reste = document.querySelector('#reste');
message.addEventListener('input', () => {
  const libres = 40 - message.value.length;
  const s = (n) => `${n} signe${n > 1 ? 's' : ''}`;
  if (libres >= 0) {
    reste.textContent = `Il reste ${s(libres)}`;
  } else {
    reste.textContent = `${s(-libres)} de trop`;
    reste.classList.add('trop');
  }
});
