
FROM ${TOOLBOX} AS toolbox
