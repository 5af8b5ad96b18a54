  </main>
  <footer><p>La Compagnie du Phare, Port-Clair.</p></footer>
</body>
</html>
