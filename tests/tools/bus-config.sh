#!/bin/bash
# Prints the configuration of a private session bus. Usage: bus-config.sh SOCKET SERVICES
#
# SERVICES is a folder of service files: what is not in it cannot be activated, so that with an
# empty one nothing that is installed on this machine is started.
set -eu
cat <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${1:?}</listen>
  <servicedir>${2:?}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF
