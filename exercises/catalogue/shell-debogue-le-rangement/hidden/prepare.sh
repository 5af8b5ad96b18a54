echo "image du bal" > "le bal.jpg"
