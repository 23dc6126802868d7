# The account that the instances use: it reads and writes rows, and changes no table. The image runs this when the volume
# is made. Run again, it gives the account that password which the environment has by then.
quoted() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\\\'}"
}
# in a GRANT _ stands for any letter
schema=${MYSQL_DATABASE//_/\\_}

MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --user=root <<SQL
CREATE USER IF NOT EXISTS 'hotdeal_shop'@'%';
ALTER USER 'hotdeal_shop'@'%' IDENTIFIED BY $(quoted "$MYSQL_SHOP_PASSWORD");
GRANT SELECT, INSERT, UPDATE, DELETE ON \`$schema\`.* TO 'hotdeal_shop'@'%';
SQL
