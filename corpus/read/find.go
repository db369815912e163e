package read

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// A File is one to be read, as it was when it was found.
type File struct {
	Name     string // its document's name
	Size     int64  // bytes
	Modified time.Time

	Path string // where it is opened

	folder int  // the folder it was found in
	named  bool // by itself, and not found below a folder: it is read whatever it is
}

// Found is what was found in folders.
type Found struct {
	Files   []File   // to be read, in order
	Folders []string // where files were looked for, and may come
	Skipped []Note   // files that are not read
	Twice   []Note   // files and folders that are read under another name
}

// Read makes documents of a file, as the function Documents does.
func (f File) Read(ctx context.Context, o Options) (Reading, error) {
	data, err := readWhole(ctx, f.Path, o.Limits.WithDefaults().FileSize)
	switch {
	case ctx.Err() != nil:
		return Reading{}, ctx.Err()
	case err != nil:
		return Reading{Skipped: []Note{{f.Name, err.Error()}}}, nil
	}
	return readContent(ctx, f.Name, data, o, f.named)
}

// A finder walks folders.
type finder struct {
	maxSize int64
	seen    map[string]bool // the real paths of files and folders met so far
	at      map[string]int  // by real path: the index in Files
	Found
}

// Find lists the files below folders that Load would read, in its order and
// under names that are unique, and notes those that it would not. It fails as
// Load does, but where there is nothing to read.
func Find(ctx context.Context, folders []string, maxSize int64) (*Found, error) {
	f := &finder{maxSize: maxSize, seen: make(map[string]bool), at: make(map[string]int)}
	for i, folder := range folders {
		info, err := os.Stat(folder)
		if err != nil {
			return nil, fmt.Errorf("folder %s cannot be read: %w", folder, cause(err))
		}
		target, err := realPath(folder)
		if err != nil {
			return nil, fmt.Errorf("folder %s cannot be read: %w", folder, cause(err))
		}
		if info.IsDir() {
			err = f.walk(ctx, i, folder, target, "")
		} else {
			f.Folders = append(f.Folders, filepath.Dir(folder))
			f.add(File{Name: filepath.Base(folder), Path: folder, folder: i, named: true}, target, info)
		}
		if err != nil {
			return nil, err
		}
	}
	f.distinguish(folders)
	return &f.Found, nil
}

// walk finds the files below a folder, whose path below the top folder is
// below, and whose real path is target. It fails only if ctx ends.
func (f *finder) walk(ctx context.Context, folder int, dir, target, below string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if f.again(target) {
		if below != "" {
			f.Twice = append(f.Twice, Note{below, "it leads to a folder that is read already"})
		}
		return nil
	}
	f.Folders = append(f.Folders, dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.skip(path.Join(below, "."), err, "")
	}
	for _, e := range entries { // sorted by name, and those before an error
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		at, name := filepath.Join(dir, e.Name()), path.Join(below, e.Name())
		info, real, err := resolve(e, at, target)
		switch {
		case err != nil:
			f.skip(name, err, "")
		case info.IsDir():
			if err := f.walk(ctx, folder, at, real, name); err != nil {
				return err
			}
		default:
			if !isNoSource(e.Name()) {
				f.add(File{Name: name, Path: at, folder: folder}, real, info)
			}
		}
	}
	return nil
}

// resolve returns what an entry of a folder is, or what it leads to, and its
// real Path: the folder's with its name, but for a link, which alone has to be
// followed.
func resolve(e fs.DirEntry, at, folder string) (info fs.FileInfo, target string, err error) {
	if e.Type()&fs.ModeSymlink == 0 {
		info, err = e.Info()
		return info, filepath.Join(folder, e.Name()), err
	}
	if info, err = os.Stat(at); err == nil {
		target, err = realPath(at)
	}
	return info, target, err
}

// realPath returns the absolute path of a file without links.
func realPath(at string) (string, error) {
	target, err := filepath.EvalSymlinks(at)
	if err == nil {
		target, err = filepath.Abs(target)
	}
	return target, err
}

// add takes over one file, or notes why not. The cheap tests come first: a
// file that is not read is not opened either.
func (f *finder) add(file File, target string, info fs.FileInfo) {
	switch _, err := formatOf(file.Name); {
	case !info.Mode().IsRegular():
		f.skip(file.Name, nil, "it is not a regular file")
		return
	case err != nil:
		f.skip(file.Name, err, "")
		return
	case info.Size() > f.maxSize:
		f.skip(file.Name, tooLarge(f.maxSize), "")
		return
	}
	if f.again(target) {
		before := &f.Files[f.at[target]]
		before.named = before.named || file.named
		f.Twice = append(f.Twice, Note{file.Name, "it is the same file as one that is read already"})
		return
	}
	file.Size, file.Modified = info.Size(), info.ModTime()
	f.at[target] = len(f.Files)
	f.Files = append(f.Files, file)
}

// again reports whether a file or folder, by its real path, was met before, on
// another way.
func (f *finder) again(target string) bool {
	if f.seen[target] {
		return true
	}
	f.seen[target] = true
	return false
}

// skip notes why a file or folder is not read: err, or else the reason.
func (f *finder) skip(name string, err error, reason string) {
	if err != nil {
		reason = cause(err).Error()
	}
	f.Skipped = append(f.Skipped, Note{name, reason})
}

// distinguish makes the names of all files unique: a name that several folders
// have gets its folder's label before it.
func (f *finder) distinguish(folders []string) {
	count := make(map[string]int, len(f.Files))
	for _, file := range f.Files {
		count[file.Name]++
	}
	for _, file := range f.Files {
		for dir := path.Dir(file.Name); dir != "."; dir = path.Dir(dir) {
			if count[dir] > 0 { // what the file of that name holds might be named as this one is
				count[dir]++
			}
		}
	}
	labels := labelsOf(folders)
	taken := make(map[string]bool, len(f.Files))
	for name, n := range count {
		taken[name] = n == 1
	}
	for i := range f.Files {
		file := &f.Files[i]
		if count[file.Name] == 1 {
			continue
		}
		name := path.Join(labels[file.folder], file.Name)
		for n := 2; taken[name]; n++ {
			name = path.Join(fmt.Sprintf("%s~%d", labels[file.folder], n), file.Name)
		}
		file.Name = name
		taken[name] = true
	}
}

// labelsOf returns a label for each folder: its own name, numbered if a folder
// before it has the same.
func labelsOf(folders []string) []string {
	labels := make([]string, len(folders))
	count := make(map[string]int)
	for i, folder := range folders {
		if abs, err := filepath.Abs(folder); err == nil {
			folder = abs
		}
		if info, err := os.Stat(folder); err == nil && !info.IsDir() {
			folder = filepath.Dir(folder)
		}
		label := strings.Trim(filepath.Base(folder), string(filepath.Separator))
		count[label]++
		if n := count[label]; n > 1 {
			label = fmt.Sprintf("%s~%d", label, n)
		}
		labels[i] = label
	}
	return labels
}

func tooLarge(most int64) error {
	return fmt.Errorf("it is larger than %d bytes", most)
}

// cause returns what went wrong without the path, which is told beside it.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
