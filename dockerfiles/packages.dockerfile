
# All but the app.
FROM @root@ AS packages
WORKDIR /app
@root_copies@
@copies@
