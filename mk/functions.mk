# Functions for recipes, and checks of settings that need no process.

_scibids_empty :=
_scibids_space := $(_scibids_empty) $(_scibids_empty)
define _scibids_newline


endef

# V, PKG, FROM, TO and KIT count on the command line only: a project may use these names for something else.
_scibids_argument = $(if $(filter command,$(origin $1)),$($1))
_scibids_verbose  = $(filter 1,$(call _scibids_argument,V))
_scibids_q        = $(if $(_scibids_verbose),,@)
_scibids_mode     = $(if $(_scibids_verbose),verbose,$(if $(findstring s,$(firstword -$(MAKEFLAGS))),quiet,normal))

# $(call _scibids_script,NAME): runs NAME.sh. A command of plain words is run by make itself, without a shell in between.
_scibids_script = $(_scibids_q)sh '$(_scibids_mk)$1.sh' '$(SCIBIDS_OUT)' $(_scibids_mode)

# Quotes a text as one shell word.
_scibids_sq = '$(subst ','\'',$1)'

_scibids_lowercase = $(subst A,a,$(subst B,b,$(subst C,c,$(subst D,d,$(subst E,e,$(subst F,f,$(subst G,g,$(subst H,h,$(subst \
	I,i,$(subst J,j,$(subst K,k,$(subst L,l,$(subst M,m,$(subst N,n,$(subst O,o,$(subst P,p,$(subst Q,q,$(subst \
	R,r,$(subst S,s,$(subst T,t,$(subst U,u,$(subst V,v,$(subst W,w,$(subst X,x,$(subst Y,y,$(subst \
	Z,z,$1))))))))))))))))))))))))))

# The first wrong setting ends make; scibids-doctor lists them all. A comma in a text would end an argument of $(call).
_scibids_comma := ,
_scibids_wrong = $(error $1)

# These become make words, so they may not contain blanks, not even the one before a comment. LOCK, OUT and KIT are used while make
# reads this file.
_scibids_check_word = $(if $(findstring $(_scibids_space),$(SCIBIDS_$1)),\
	$(call _scibids_wrong,SCIBIDS_$1 is '$(SCIBIDS_$1)': a path with a blank cannot be used here))
_scibids_check_late = $(if $(filter $1=$(SCIBIDS_$1),$(_scibids_early)),,\
	$(call _scibids_wrong,SCIBIDS_$1 is set after the include has read it: set it before the include))
$(foreach v,LOCK OUT KIT,$(call _scibids_check_word,$v))
_scibids_early := $(foreach v,LOCK OUT KIT,$v=$(SCIBIDS_$v))
_scibids_there = $(wildcard $(subst $(_scibids_space),\ ,$1))
_scibids_check_directory = $(if $(SCIBIDS_$1),$(if $(call _scibids_there,$(SCIBIDS_$1)/.),,\
	$(call _scibids_wrong,SCIBIDS_$1 is '$(SCIBIDS_$1)': there is no such directory)))
_scibids_check_file = $(if $(SCIBIDS_$1),$(if $(call _scibids_there,$(SCIBIDS_$1)),,\
	$(call _scibids_wrong,SCIBIDS_$1 is '$(SCIBIDS_$1)': there is no such file)))
_scibids_check_choice = $(if $(and $(filter 1,$(words $(SCIBIDS_$1))),$(filter $2,$(SCIBIDS_$1))),,\
	$(call _scibids_wrong,SCIBIDS_$1 is '$(SCIBIDS_$1)': it can be $(subst $(_scibids_space), or ,$2)))
_scibids_faults = $(foreach v,LOCK OUT KIT,$(call _scibids_check_late,$v))$(foreach v,REQUIREMENTS RECORDS FRAGMENTS,\
	$(call _scibids_check_word,$v))$(foreach v,KIT RECORDS FRAGMENTS APP,$(call _scibids_check_directory,$v))$(foreach v,CA NETRC,\
	$(call _scibids_check_file,$v))$(call _scibids_check_choice,FINAL,scratch base)$(call \
	_scibids_check_choice,TRIM,none safe hard)$(call _scibids_check_choice,COMPRESSION,zstd gzip)$(call \
	_scibids_check_choice,MALLOC,mimalloc mimalloc-insecure jemalloc musl)$(call _scibids_check_choice,WHEELS,newest prefer only)$(foreach \
	v,CMD ENTRYPOINT ENV,$(call _scibids_check_shell,$v))
_scibids_checks = $(_scibids_faults)

# Finds shell variables in a copied command: make reads $PORT as $(P) and ORT, and ${PORT} as a variable of its own.
_scibids_letters := _ A B C D E F G H I J K L M N O P Q R S T U V W X Y Z a b c d e f g h i j k l m n o p q r s t u v w x y z
_scibids_named = $(filter $$%,$(subst $$, $$,$(subst $$$$,,$(value SCIBIDS_$1))))
_scibids_name_of = $(firstword $(subst :, ,$(subst }, ,$(patsubst $${%,%,$1))))
_scibids_unknown = $(foreach w,$(_scibids_named),$(if $(filter $${%,$w),$(if $(findstring },$w),$(if $(filter \
	undefined,$(origin $(call _scibids_name_of,$w))),$${$(call _scibids_name_of,$w)})),$(foreach l,$(_scibids_letters),$(if $(filter \
	$$$l%,$w),$(if $(filter undefined,$(origin $l)),$w)))))
_scibids_check_shell = $(if $(findstring $$,$(value SCIBIDS_$1)),$(if $(strip $(_scibids_unknown)),$(call \
	_scibids_wrong,SCIBIDS_$1: $(firstword $(_scibids_unknown)) is a shell variable$(_scibids_comma) and no shell will read it: write its \
	value$(if $(filter ENV,$1),,, or let the program read its environment))))

_scibids_setting = $(if $(findstring $(_scibids_newline),$(SCIBIDS_$1)),$(error SCIBIDS_$1 holds a line break),$(call \
	_scibids_sq,SCIBIDS_$1=$(SCIBIDS_$1)))
# Variables of our prefix that we do not know, where the project sets them and not its environment: one may be misspelt.
_scibids_strange = $(foreach v,$(filter-out $(addprefix SCIBIDS_,$(_scibids_of_image) $(_scibids_of_build) RUN INDEX_URL OUT),$(filter \
	SCIBIDS_%,$(.VARIABLES))),$(if $(filter file command override,$(firstword $(origin $v))),$v))
_scibids_settings = $(_scibids_checks)$(_scibids_strange) $(foreach v,$(_scibids_of_image),$(call _scibids_setting,$v)) '' \
	$(foreach v,$(_scibids_of_build),$(call _scibids_setting,$v)) _scibids_home='$(_scibids_home)' _scibids_helpers='$(_scibids_helpers)'

.PHONY: _scibids_force
_scibids_force:
