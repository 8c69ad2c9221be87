from tasks import add

print([add.delay(n, n).get(timeout=30) for n in range(3)])
