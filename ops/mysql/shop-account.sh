# Creates the account that the instances use: it reads and writes rows, but cannot change a table. The image runs this
# script when the volume is created. Run again, it sets the password of the account to that of the environment.
quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\\\'}"
}
# In a GRANT, _ matches any character.
schema=${MYSQL_DATABASE//_/\\_}

MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --user=root <<SQL
CREATE USER IF NOT EXISTS 'hotdeal_shop'@'%';
ALTER USER 'hotdeal_shop'@'%' IDENTIFIED BY $(quoted "$MYSQL_SHOP_PASSWORD");
GRANT SELECT, INSERT, UPDATE, DELETE ON \`$schema\`.* TO 'hotdeal_shop'@'%';
SQL
