#pragma once

#include <QTableView>
#include <QTimer>

#include <optional>

namespace faultline {

class CaseSession;
class Theme;
class TimelineDelegate;
class TimelineModel;

/// The list of the timeline: the heading of what is on top stays there; narrow it shows time, title and evidence, wide every column.
class EntryTable : public QTableView {
    Q_OBJECT

public:
    EntryTable(CaseSession& session, const Theme& theme, QWidget* parent);

    TimelineModel* entries() const { return m_model; }
    TimelineDelegate* cells() const { return m_delegate; }
    bool isWide() const { return m_isWide; }
    std::optional<std::int64_t> currentEntry() const;
    std::vector<std::int64_t> selectedEntries() const;    ///< in the order shown
    void showEntry(std::int64_t id);                      ///< makes it current and visible
    void editEntry(std::int64_t id, int column);
    bool isEditing() const { return state() == EditingState; }
    QRect currentCell() const;                            ///< its title, on the screen
    void finishEditing();                                 ///< takes what is typed, when it can be taken

    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

signals:
    void timeActivated(std::int64_t entryId);             ///< "go there"
    void evidenceActivated(std::int64_t entryId);
    void newEntryRequested();
    void editRequested();                                 ///< of the current cell
    void widthModeChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeCurrent(const QModelIndex& index);
    void arrangeColumns();
    void arrangeRows();
    bool activate(const QModelIndex& index);
    int headingHeight() const;

    TimelineModel* m_model;
    TimelineDelegate* m_delegate;
    const Theme& m_theme;
    bool m_isWide = false;
    QTimer m_arranging;    ///< once for all the rows that an edit changes
};

}    // namespace faultline
