#pragma once

#include <cstdint>
#include <memory>

class QUndoCommand;

namespace faultline {

class CaseSession;

enum class EntryMove { Up, Down };

/// The command that moves an entry among those of its instant; nothing when no other one stands in that direction.
std::unique_ptr<QUndoCommand> moveEntry(CaseSession& session, std::int64_t id, EntryMove move);

}    // namespace faultline
