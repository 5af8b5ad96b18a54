const message = document.querySelector('#message');
const reste = document.querySelector('#reste');
message.addEventListener('change', () => {
  reste.textContent = `Il reste ${40 - message.value.length} signes`;
});
