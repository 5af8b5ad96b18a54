const message = document.querySelector('#message');
const reste = document.querySelector('#reste');
message.addEventListener('input', () => {
  reste.textContent = `Il reste ${40 - message.value.length} signes`;
});
