#pragma once

#include "app/import/importer.h"

namespace faultline {

/// JMeter results as XML (JTL): a sample an element, sub-samples inside it.
std::unique_ptr<Importer> jmeterXml();

}    // namespace faultline
