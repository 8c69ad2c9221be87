
FROM ${INTERPRETER} AS interpreter
