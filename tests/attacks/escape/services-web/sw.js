self.addEventListener('fetch', (event) => event.respondWith(new Response('<h1>La boulangerie</h1>')));
