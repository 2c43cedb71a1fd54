#pragma once

#include "app/base/result.h"
#include "app/model/evidence.h"
#include "app/timeline/entryedit.h"
#include "ui/lookstate.h"

#include <QWidget>

#include <optional>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedLayout;

namespace faultline {

class Actions;
class CaseSession;
class AskPopup;
class EntryDetail;
class PhaseBar;
class Theme;
class EntryTable;

/// The postmortem timeline as an editable table.
class TimelineView : public QWidget {
    Q_OBJECT

public:
    TimelineView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

public slots:
    void copy();            ///< the selected rows
    void copyMarkdown();    ///< the whole timeline

private:
    QWidget* buildList();
    QWidget* buildFooter();
    void bindActions();
    void follow();                                   ///< the session
    void addAtCursor();
    void addDraft(const EntryDraft& draft);
    void addEntry(EntryWithEvidence entry, DraftTitle title);
    void forgetFreshEntry();
    void removeSelected();
    void move(int rows);
    void paste();
    void acceptEvent();
    void linkEvidence();
    void check();
    void showFindings();
    void goTo(std::int64_t entryId);
    void openEvidence(std::int64_t entryId);
    void openExport();
    void editCurrent();
    void tagSelected();
    void showMenu(const QPoint& position);
    void showState();
    void pickUpSelection();                          ///< of the table, for the session
    bool canEdit();                                  ///< else says why not
    void copyEntries(const std::vector<TimelineEntry>& entries);
    Timestamp timeForNewEntry() const;
    EntryTimeSettings timeSettings() const;
    TimelineEntry newEntryAt(Timestamp time) const;
    std::vector<Evidence> withMarked(std::vector<Evidence> evidence) const;

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    EntryTable* m_table = nullptr;
    EntryDetail* m_detail = nullptr;
    AskPopup* m_ask = nullptr;
    QLabel* m_empty = nullptr;
    QStackedLayout* m_pages = nullptr;
    QWidget* m_findingsPanel = nullptr;
    QLabel* m_findingsTitle = nullptr;
    QListWidget* m_findings = nullptr;
    std::optional<std::int64_t> m_freshEntry;        ///< made by a key, its title not typed yet
};

}    // namespace faultline
