function duree(minutes) {
  return `${minutes / 60} h ${String(minutes % 60).padStart(2, '0')}`;
}
