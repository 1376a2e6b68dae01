/* ip.h - what the IP dissectors and their extension headers share. */
#ifndef SONDE_IP_H
#define SONDE_IP_H

#include "../dissect/dissect.h"

#endif
