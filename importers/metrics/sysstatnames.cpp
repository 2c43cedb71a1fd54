#include "importers/metrics/sysstatnames.h"

#include "app/base/text.h"

#include <array>
#include <utility>

namespace faultline {

std::string_view sysstatLabelOf(std::string_view column)
{
    constexpr auto labels = std::to_array<std::pair<std::string_view, std::string_view>>({{"CPU", "cpu"}, {"cpu", "cpu"}, {"IFACE", "iface"},
        {"iface", "iface"}, {"DEV", "device"}, {"disk-device", "device"}, {"INTR", "interrupt"}, {"intr", "interrupt"}, {"TTY", "tty"},
        {"line", "tty"}, {"FAN", "fan"}, {"TEMP", "sensor"}, {"IN", "sensor"}, {"BUS", "bus"}, {"FILESYSTEM", "filesystem"},
        {"filesystem", "filesystem"}, {"MOUNTPOINT", "filesystem"}, {"FCHOST", "fchost"}, {"number", "number"}, {"DEVICE", "device"}});
    for (const auto& [name, label] : labels) {
        if (name == column)
            return label;
    }
    return {};
}

std::string_view sysstatUnitOf(std::string_view column)
{
    if (column.starts_with('%') || column.ends_with("-percent") || column.ends_with("%"))
        return "%";
    if (column.starts_with("rxkB") || column.starts_with("txkB") || column == "rkB/s" || column == "wkB/s" || column == "dkB/s" || column.starts_with("kb")
        || column.starts_with("Kb")) {
        const bool isRate = column.ends_with("/s");
        return isRate ? "KiBy/s" : "KiBy";
    }
    if (column == "await" || column == "svctm")
        return "ms";
    return column.ends_with("/s") || column == "tps" || column == "rtps" || column == "wtps" || column == "dtps" ? "1/s" : "1";
}

}    // namespace faultline
