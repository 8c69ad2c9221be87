
# The image and a shell:  docker run -it --entrypoint sh IMAGE
FROM final AS debug
@busybox@
ENV PATH="@path@"
