import total_of

total = total_of.total
print('Bienvenue')
